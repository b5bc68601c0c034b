"""Is the local store sound, and has it again all that it had?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import not_a_file
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.settings.model import LOCAL
from codexctl.wording import counted

ID = "destination.NAME.store"
_FIX = "codexctl trace export"


def look(here: Here) -> Iterator[Check]:
    """Judge the database, then what is still to come back after damage."""
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
            summary = f"it was damaged or replaced; {turns} of it still to come back"
            yield Check(check, State.problem, summary, _FIX, Cause.store_damaged)
        elif not has_content(traces):
            if traces.exists():
                summary = "it is empty, without a byte: what it held is gone"
                yield Check(check, State.problem, summary, _FIX, Cause.store_damaged)
        else:
            yield Check(check, State.ok, "it is sound")


CHECK = OwnCheck({ID: "whether the local store is sound and whole"}, look)
