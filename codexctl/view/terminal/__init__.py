"""What a terminal can show, and text that is safe on it."""
