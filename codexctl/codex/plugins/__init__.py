"""Plugins of Codex: which are enabled, the hooks that they bring, and what their trust is."""
