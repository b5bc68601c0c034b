"""Exports sessions and traces as files to keep or to share."""
