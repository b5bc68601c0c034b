"""The embedded local store."""
