"""Tests of the administrator's policy."""
