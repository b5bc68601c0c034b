"""Are the sums that the local store keeps what its turns come to?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.deliver.sqlite.read_only import NotReady, open_read_only
from codexctl.deliver.store.kept.spot_check import differing_days
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.wording import counted

ID = "store.rollup"
# Some days of a store of years, every day of a usual one.
_WITHIN_S = 1.0


def look(here: Here) -> Iterator[Check]:
    """Sum days up anew, as many as a second is enough for; what is damaged says so elsewhere."""
    if here.delivery.damage:
        return
    nobody_writes = here.delivery.disk is not None
    path = here.locations.traces_db
    try:
        db = open_read_only(path, MIGRATIONS, nobody_writes=nobody_writes)
    except NotReady:  # nothing is summed up in it yet
        return
    if db is None:
        return
    until = time.monotonic() + _WITHIN_S
    try:
        found = differing_days(db, lambda: time.monotonic() < until)
    finally:
        db.close()
    if found:
        summary = f"what is summed up for {counted(found, 'day')} is not what the turns come to"
        yield Check(ID, State.problem, summary, "codexctl doctor --fix", Cause.store_sums)
    else:
        yield Check(ID, State.ok, "the sums are what the turns come to")


CHECK = OwnCheck({ID: "whether the sums of the local store are what its turns come to"}, look)
