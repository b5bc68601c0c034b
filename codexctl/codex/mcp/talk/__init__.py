"""Talking to a server as Codex would: enough of the protocol to see whether it has tools."""
