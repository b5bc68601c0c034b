"""Checks of what no linter knows: schemas, documents, packaging. `python -m tests.checks`."""
