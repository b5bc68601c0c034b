"""The worker: which turns go where, when, and what becomes of failures."""
