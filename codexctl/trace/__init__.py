"""Rollout bytes to events, turns and spans; pure functions, nothing is sent from here."""
