"""What a person wants, from flags, from words, or from another tracer's settings."""
