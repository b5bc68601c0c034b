"""Text in, text out, lossless: TOML, JSON, and the guard over both."""
