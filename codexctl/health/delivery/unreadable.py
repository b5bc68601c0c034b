"""Which session files cannot be read to the end, and which have unreadable lines?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from codexctl.checks import Cause, Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.wording import counted, safe

ID = "deliver.unreadable"
LINES = "deliver.lines"


def look(here: Here) -> Iterator[Check]:
    """Name the first file of each kind, and say how many more there are."""
    if here.delivery.unreadable:
        yield _unreadable(here.delivery.unreadable)
    if here.delivery.partly:
        yield _partly(here.delivery.partly)


def _unreadable(files: Mapping[str, str]) -> Check:
    """Name files that cannot be read to the end; the remedy is to look at the file."""
    path, why = next(iter(files.items()))
    more = f", and {len(files) - 1} more" if len(files) > 1 else ""
    summary = f"cannot be read to the end: {safe(path)} ({why}){more}"
    remedy = f"ls -l {safe(shlex.quote(path))}"
    return Check(ID, State.problem, summary, remedy, Cause.unreadable)


def _partly(files: Mapping[str, str]) -> Check:
    """Name files with unreadable lines; not a problem, because nothing can restore the lines."""
    path, why = next(iter(files.items()))
    more = f", and {counted(len(files) - 1, 'more file')}" if len(files) > 1 else ""
    return Check(LINES, State.inactive, f"{why}: {safe(path)}{more}")


CHECK = OwnCheck(
    {
        ID: "session files that cannot be read to the end",
        LINES: "session files with unreadable lines",
    },
    look,
)
