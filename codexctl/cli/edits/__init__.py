"""Shared by all commands that edit files: applying a plan, its receipt, and undoing it."""
