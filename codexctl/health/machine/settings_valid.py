"""Can settings.toml be used?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck

ID = "settings.valid"


def look(here: Here) -> Iterator[Check]:
    """Name what is wrong; no line if nothing is."""
    if here.settings_problem:
        but = " but metadata, to the administrator's destinations," if _sends(here) else ""
        summary = f"nothing{but} is delivered until it is fixed: {here.settings_problem}"
        yield Check(ID, State.problem, summary, f"fix {here.locations.settings_toml}")


def _sends(here: Here) -> bool:
    return any(destination.administration for destination in here.settings.destinations)


CHECK = OwnCheck({ID: "settings.toml, if it cannot be used"}, look)
