"""What is in Codex's files on this machine, put together for other modules."""
