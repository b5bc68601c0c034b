"""A machine that was set up by its administrator, proved as each person would run Codex there."""
