"""What GitHub Actions reads: annotations in a log, and a summary of a step in Markdown."""
