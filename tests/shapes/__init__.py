"""Shapes of configurations as people publish them, made anew, and what is found in them."""
