"""At which files did a worker die?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.deliver.cursors.at_work import DIED
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.wording import safe

ID = "deliver.died"


def look(here: Here) -> Iterator[Check]:
    """Name the first of them."""
    paths = here.delivery.died
    if not paths:
        return
    more = f", and {len(paths) - 1} more" if len(paths) > 1 else ""
    # The same text as in the log, with the file's name instead of `it`.
    summary = f"{DIED.replace(' it', '')}: {safe(paths[0])}{more}"
    yield Check(ID, State.problem, summary, "codexctl trace export", Cause.worker_died)


CHECK = OwnCheck({ID: "files at which a worker died"}, look)
