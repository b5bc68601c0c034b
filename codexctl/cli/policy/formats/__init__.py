"""An audit's findings as JSON, and in formats for CI."""
