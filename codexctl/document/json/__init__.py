"""JSON with positions: read, edited in place, in the style that it has."""
