"""Tests, in rooms that mirror the software's own."""
