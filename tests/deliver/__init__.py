"""Tests of delivery: the worker, its cursors, the destinations."""
