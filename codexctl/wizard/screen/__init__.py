"""Shows questions on a terminal, and handles the keys."""
