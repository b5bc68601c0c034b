"""Thousands of old sessions, on all cores."""
