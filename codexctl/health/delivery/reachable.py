"""Did each destination accept the last delivery?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.delivered import Delivery
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.model import LOCAL, Destination

ID = "destination.NAME.reachable"


def look(here: Here) -> Iterator[Check]:
    """Check how the last delivery to each ended."""
    for destination in here.settings.destinations:
        if destination.name in here.delivery.standings:
            yield judged(destination, here.delivery)


def judged(destination: Destination, delivery: Delivery) -> Check:
    """Check one destination; its standing is None if nothing was ever sent to it."""
    standing = delivery.standings[destination.name]
    check = ID.replace("NAME", destination.name)
    if standing is None or not (standing.last_ok_ns or standing.last_error):
        return Check(check, State.inactive, f"{destination.name}: no turn was sent yet")
    if standing.last_error:
        waiting = "no turn is waiting" if delivery.has_none_waiting else "will be tried again"
        how = "paused" if standing.paused else waiting
        summary = f"{destination.name}: {standing.last_error} ({how})"
        return Check(check, State.problem, summary, delivery.again)
    there = "this machine" if destination.kind == LOCAL else "it"
    return Check(check, State.ok, f"{destination.name}: the last delivery to {there} was accepted")


CHECK = OwnCheck({ID: "how the last delivery to a destination ended"}, look)
