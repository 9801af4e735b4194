"""The index: what was said, found again. Knows no process; stages register what they show (registry.py)."""
