"""A user's files: read once, staged beside their place, put in it."""
