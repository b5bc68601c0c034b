"""Plans for the parts of Codex's configuration that have commands of their own."""
