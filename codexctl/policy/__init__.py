"""The administrator's policy, read fail-closed, and the limits that it sets."""
