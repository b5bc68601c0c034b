"""The laboratory: drives the real Codex offline against a scripted model. See ../README.md."""
