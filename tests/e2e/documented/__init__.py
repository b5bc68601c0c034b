"""The pages for people are followed, with the real Codex."""
