"""Codex's rollout files: found, opened, read from where one left off."""
