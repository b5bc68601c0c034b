"""All scenarios; importing this package fills the catalogue."""

from __future__ import annotations

from tests.e2e.lab.catalogue import CATALOGUE
from tests.e2e.lab.scenarios import basic, failures, stopped, subagents

__all__ = ["CATALOGUE", "basic", "failures", "stopped", "subagents"]
