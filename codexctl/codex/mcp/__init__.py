"""MCP servers in Codex's configuration: what a table means, and what other programs write."""
