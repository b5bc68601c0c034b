"""Turns to spans, and spans to OTLP/JSON."""
