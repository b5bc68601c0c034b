"""Parts of the configuration, edited by codexctl and used by the real Codex of several releases."""
