"""What others say about a plan: the administrator before it is applied, Codex also after."""
