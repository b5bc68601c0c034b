"""What all tests share: random cases are the same in every run, unless new ones are searched."""

from __future__ import annotations

from hypothesis import settings

# A run says the same of the same code on every machine. `make search` looks for new cases.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, print_blob=True, deadline=None)
settings.load_profile("same")
