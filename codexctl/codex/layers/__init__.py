"""Which file decides a key: Codex's layers in their order, and what becomes of each one's word."""
