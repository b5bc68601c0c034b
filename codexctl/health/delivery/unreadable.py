"""Which session files cannot be read to their end?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.policy.file.said import shown

ID = "deliver.unreadable"


def look(here: Here) -> Iterator[Check]:
    """Name the first file; whether anything can be done about it depends on what it is."""
    files = here.delivery.unreadable
    if not files:
        return
    path, why = next(iter(files.items()))
    more = f", and {len(files) - 1} more" if len(files) > 1 else ""
    summary = f"cannot be read to its end: {shown(path)} ({why}){more}"
    remedy = f"ls -l {shown(shlex.quote(path))}"
    yield Check(ID, State.problem, summary, remedy, Cause.unreadable)


CHECK = OwnCheck({ID: "session files that cannot be read to their end"}, look)
