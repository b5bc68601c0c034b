"""What was the last error?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck

ID = "deliver.last_error"


def look(here: Here) -> Iterator[Check]:
    """A disk that cannot be written to comes first, because no error can be recorded on it."""
    found = here.delivery
    if found.disk:
        yield Check(ID, State.problem, found.disk.summary, found.disk.remedy)
        return
    if found.is_new:
        return
    standings = (standing for standing in found.standings.values() if standing)
    errors = [
        f"{standing.name}: {standing.last_error}" for standing in standings if standing.last_error
    ]
    if found.error:
        hint = found.error.hint
        remedy = found.again if not hint or "trace export" in hint else hint
        yield Check(ID, State.problem, found.error.message, remedy)
    elif errors:
        # The reason may no longer exist: only the next delivery shows that.
        summary = f"at the last delivery, {'; '.join(errors)}"
        yield Check(ID, State.problem, summary, found.again)
    else:
        yield Check(ID, State.ok, "the last delivery had no error")


CHECK = OwnCheck({ID: "how the last delivery ended"}, look, follows=True)
