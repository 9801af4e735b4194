"""The staff home: sign-in, seats, queues."""
