"""The meetings: planned, announced, held, concluded, closed."""
