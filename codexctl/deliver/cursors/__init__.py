"""What each destination has acknowledged, and what it is still to get."""
