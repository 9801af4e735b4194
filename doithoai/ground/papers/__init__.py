"""Typesetting: official documents as PDF, from our own templates and fonts."""
