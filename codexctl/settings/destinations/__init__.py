"""Makes a complete destination, ready for requests, from settings, preset and environment."""
