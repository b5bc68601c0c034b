"""`codexctl config`: any key of Codex's configuration, and the whole of it."""
