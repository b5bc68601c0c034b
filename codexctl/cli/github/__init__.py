"""Output for GitHub Actions: annotations in a log, and a step's summary in Markdown."""
