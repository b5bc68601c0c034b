"""Was an edit interrupted by a crash?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check
from codexctl.health.here import Here
from codexctl.health.interruption import ID, interruption
from codexctl.health.own_check import OwnCheck


def look(here: Here) -> Iterator[Check]:
    """Check the journal of edits."""
    return interruption(here.locations)


CHECK = OwnCheck({ID: "an edit that a crash interrupted"}, look)
