"""What Codex calls besides us: hooks, plugins' hooks and `notify`, and whose they are."""
