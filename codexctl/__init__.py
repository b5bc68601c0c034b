"""Set up, govern and observe OpenAI's Codex CLI."""

__version__ = "0.1.0"
