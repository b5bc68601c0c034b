"""The administrator's file: its keys, read fail-closed."""
