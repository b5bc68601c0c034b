"""MCP servers, edited by codexctl and used by the real Codex."""
