"""Every voice as received: verbatim, immutable, with its channel; who spoke is kept apart."""
