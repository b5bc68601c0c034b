"""The checks on Codex, one in each file: of its files, and of what Codex itself says."""
