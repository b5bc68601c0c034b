"""Secrets in Codex's files: where they stand, and what is shown in their place."""
