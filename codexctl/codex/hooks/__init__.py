"""Codex's hooks: their grammar, their hashes, their trust, and our own among them."""
