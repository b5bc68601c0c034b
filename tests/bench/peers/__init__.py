"""Beside other tools, on the same files, in one run. Public packages only."""
