"""Codex's configuration files: layers, features, and what is wrong in a file."""
