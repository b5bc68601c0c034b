"""What may leave: the one allowlist, and the filter that goes by it."""
