"""Makes `schemas/codex/keys.json`: asks real Codex binaries which configuration keys they know."""
