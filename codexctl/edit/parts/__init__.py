"""The pieces that plans are made of: hooks, trust, notify, settings."""
