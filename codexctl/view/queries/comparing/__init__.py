"""Two turns or two models side by side."""
