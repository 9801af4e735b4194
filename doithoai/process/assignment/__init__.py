"""Who must do what by when: assignments, extensions, referrals, promises."""
