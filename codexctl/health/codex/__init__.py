"""The checks on Codex's side, one a file: what stands in its files, and its own word on it."""
