"""Which variables change the connection to a backend, and which are ignored?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.destinations.way import FREE, is_heard, named_by
from codexctl.settings.model import OTLP

HEARD, IGNORED = "network.way", "network.ignored"


def look(here: Here) -> Iterator[Check]:
    """Name the variables that decide how backends are reached, and ignored ones."""
    if not any(destination.kind == OTLP for destination in here.settings.destinations):
        return
    policy = here.limits.policy
    rules = policy.way if policy else FREE
    named = tuple(named_by(here.environ))
    heard = [f"${name}" for name in named if is_heard(name, rules)]
    ignored = [f"${name}" for name in named if not is_heard(name, rules)]
    if heard:
        yield Check(HEARD, State.ok, f"how backends are reached is set by {', '.join(heard)}")
    if ignored:
        by = " by the administrator's policy" if policy and rules.fixed else ""
        summary = f"ignored{by}: {', '.join(ignored)}"
        yield Check(IGNORED, State.inactive, summary)


CHECK = OwnCheck(
    {
        HEARD: "variables that decide how backends are reached",
        IGNORED: "variables for the connection to backends that are ignored",
    },
    look,
)
