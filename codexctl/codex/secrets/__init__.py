"""Secrets in Codex's files: where they are, and what is shown in their place."""
