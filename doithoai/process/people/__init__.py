"""Who exists: units with levels and dates, persons, and the seats from which every right comes."""
