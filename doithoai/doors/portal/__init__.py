"""The public portal: speak, follow, judge the answer, read what was asked and promised."""
