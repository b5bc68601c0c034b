"""The administrator's file, read fail-closed, and the limits it sets."""
