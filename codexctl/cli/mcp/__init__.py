"""`codexctl mcp`: the servers whose tools Codex can use."""
