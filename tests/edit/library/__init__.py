"""The library, as another program calls it."""
