"""Asking the installed Codex, and what it answers."""
