"""Tests of what follows from a span as it was filtered."""
