"""Ground floor: the clock, the event book, moves, codes. Knows no process."""
