"""`codexctl config`: reading and changing Codex's configuration."""
