"""Rules as dated data, what a place set otherwise, and the calendar of working days."""
