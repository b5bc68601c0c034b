"""codexctl's own settings, and where each came from."""
