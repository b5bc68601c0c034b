"""Are the sums in the local store equal to the sums of its turns?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.deliver.sqlite.read_only import NotReady, open_read_only
from codexctl.deliver.store.kept.spot_check import differing_days
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.wording import counted

ID = "store.rollup"
# Some days of a store of several years, all days of a usual store.
_WITHIN_S = 1.0


def look(here: Here) -> Iterator[Check]:
    """Sum up days again, for at most a second; damage is reported by another check."""
    if here.delivery.damage:
        return
    nobody_writes = here.delivery.disk is not None
    path = here.locations.traces_db
    try:
        db = open_read_only(path, MIGRATIONS, nobody_writes=nobody_writes)
    except NotReady:  # it has no sums yet
        return
    if db is None:
        return
    until = time.monotonic() + _WITHIN_S
    try:
        found = differing_days(db, lambda: time.monotonic() < until)
    finally:
        db.close()
    if found:
        summary = f"the sums of {counted(found, 'day')} differ from their turns"
        yield Check(ID, State.problem, summary, "codexctl doctor --fix", Cause.store_sums)
    else:
        yield Check(ID, State.ok, "the sums agree with the turns")


CHECK = OwnCheck({ID: "whether the sums in the local store agree with its turns"}, look)
