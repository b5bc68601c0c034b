"""`codexctl instructions`, `skills`, `rules` and `prompts`: what is written for Codex, listed."""
