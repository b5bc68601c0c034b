"""The commands that the documents show are commands that work."""
