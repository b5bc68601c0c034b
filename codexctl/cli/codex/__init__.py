"""`codexctl config`, `features`, `hooks` and `notify`: Codex's own files."""
