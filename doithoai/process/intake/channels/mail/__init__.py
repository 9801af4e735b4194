"""E-mail as it comes: what of a message are the sender's own words. Knows no database."""
