"""What a terminal can show, and text that is safe to print on it."""
