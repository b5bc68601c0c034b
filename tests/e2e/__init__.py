"""End-to-end tests: the real Codex binary against a fake model server."""
