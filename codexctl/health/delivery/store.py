"""Is the local store undamaged, and does it have all turns again after damage?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import not_a_file
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.model import LOCAL
from codexctl.wording import counted

ID = "destination.NAME.store"
_FIX = "codexctl trace export"


def look(here: Here) -> Iterator[Check]:
    """Check the database, then what is not yet restored after damage."""
    found, traces = here.delivery, here.locations.traces_db
    instead = not_a_file(traces)
    if found.is_new and not instead:
        return
    for name in (
        destination.name for destination in here.settings.destinations if destination.kind == LOCAL
    ):
        check, lost = ID.replace("NAME", name), found.lost.get(name, 0)
        if instead:
            yield Check(check, State.problem, instead.message, instead.hint)
        elif found.damage:
            summary = f"damaged: {found.damage}"
            yield Check(check, State.problem, summary, _FIX, Cause.store_damaged)
        elif lost:
            turns = counted(lost, "turn")
            summary = f"it was damaged or replaced; {turns} not restored yet"
            yield Check(check, State.problem, summary, _FIX, Cause.store_damaged)
        elif not has_content(traces):
            if traces.exists():
                summary = "it has no content (0 bytes): its turns are lost"
                yield Check(check, State.problem, summary, _FIX, Cause.store_damaged)
        else:
            yield Check(check, State.ok, "it is undamaged")


CHECK = OwnCheck({ID: "whether the local store is undamaged and complete"}, look)
