"""`codexctl instructions`, `skills`, `rules` and `prompts`: lists of what guides Codex."""
