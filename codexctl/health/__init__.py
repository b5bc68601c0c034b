"""The state of this machine, read once, and the checks on it."""
