"""Files by which Codex itself, or the machine, enforces the policy."""
