"""The meeting itself: its register, its balance sheet, its conclusions."""
