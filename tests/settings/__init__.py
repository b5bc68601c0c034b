"""Tests of codexctl's own settings."""
