"""`notify`, the program that Codex calls after a turn, ours within another's included."""
