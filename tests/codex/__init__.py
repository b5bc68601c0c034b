"""What Codex's files mean."""
