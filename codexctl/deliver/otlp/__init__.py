"""OTLP over HTTP as a destination."""
