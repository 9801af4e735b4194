"""From voices to matters: split, join, undo, set aside, hand over. Nobody's voice is moved."""
