"""Official paper: pages set by Typst from plain data, with our own fonts."""
