"""Tests a machine that its administrator set up, as each of its users."""
