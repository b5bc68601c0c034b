"""A machine that its administrator sets up: its files planned, and planned back."""
