"""codexctl's own settings, and the source of each value."""
