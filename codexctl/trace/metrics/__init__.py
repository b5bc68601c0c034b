"""Turns to metrics: what they add up to, by instrument and attributes; pure."""
