"""All scenarios; importing this package fills the catalogue."""

from __future__ import annotations

from tests.e2e.lab.catalogue import CATALOGUE
from tests.e2e.lab.scenarios import (
    basic,
    codemode,
    failures,
    hooked,
    sessions,
    stopped,
    subagents,
    tools,
)  # fmt: skip

__all__ = [
    "CATALOGUE", "basic", "codemode", "failures", "hooked", "sessions", "stopped", "subagents",
    "tools",
]  # fmt: skip
