"""Applying a plan, all files or none, and what a crash leaves of it."""
