"""Settings to routes: every destination, the way to it, and the filter that is before it."""
