"""Plan, diff, apply, journal, undo: the only code that writes a user's files."""
