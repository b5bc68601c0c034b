"""Rollout bytes to lines, and lines to events."""
