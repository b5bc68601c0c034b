"""What Codex's files mean: layers, hooks, trust, features, notify; asking Codex itself."""
