"""Argv in, text or JSON out; one file per command group, no decisions."""
