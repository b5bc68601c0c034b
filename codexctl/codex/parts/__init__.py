"""Parts of Codex's configuration that have commands of their own: what their tables mean."""
