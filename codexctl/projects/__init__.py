"""Projects as Codex sees them: where one begins, and whose hooks it reads there."""
