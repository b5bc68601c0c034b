"""Which turns are waiting for delivery?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.wording import counted

ID = "deliver.backlog"
_FIX = "codexctl trace export"


def look(here: Here) -> Iterator[Check]:
    """Count the waiting turns in the same way as a delivery."""
    if here.delivery.is_new:
        yield Check(ID, State.inactive, "nothing was delivered yet")
    found = here.delivery.backlog
    if found is None:
        return
    waiting = {name: count for name, count in found.turns.items() if count}
    if waiting:
        least = "" if found.is_all else "at least "
        said = ", ".join(f"{least}{counted(n, 'turn')} for {name}" for name, n in waiting.items())
        summary = f"waiting to be delivered: {said}"
        yield Check(ID, State.problem, summary, _FIX, Cause.backlog)
    elif not found.is_all:
        summary = "too many new sessions to count the waiting turns"
        yield Check(ID, State.problem, summary, _FIX, Cause.backlog)
    else:
        yield Check(ID, State.ok, "nothing is waiting to be delivered")


CHECK = OwnCheck({ID: "turns that are waiting for delivery"}, look, follows=True)
