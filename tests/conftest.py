"""What all tests share: random cases are the same in every run, unless new ones are searched."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long cases take to draw says something of the machine's load, and nothing of the code.
_SLOW = [HealthCheck.too_slow]
# A run says the same of the same code on every machine. `make search` looks for new cases.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "search", derandomize=False, print_blob=True, deadline=None, suppress_health_check=_SLOW
)
settings.load_profile("same")
