"""What stands in Codex's files on this machine, put together for whoever asks."""
