"""What counts as seen when a destination is set up, and what is forgotten when it is taken away."""

from __future__ import annotations

from collections.abc import Iterable

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.locations import Locations


def mark_existing_seen(where: Locations, names: Iterable[str], now_ns: int) -> None:
    """Have every turn that ended before `now_ns` count as seen by destinations that are new.

    A destination that is known already keeps its place, so that running setup again loses
    nothing. Nothing is read for this: the moment says it all.
    """
    cursors = Cursors.open(where.cursors_db)
    for name in names:
        cursors.register(name, now_ns)
    cursors.close()


def forget(where: Locations, names: Iterable[str]) -> None:
    """Forget where destinations stand; what they have acknowledged stays known."""
    cursors = Cursors.open_existing(where.cursors_db)
    if cursors is None:
        return
    for name in names:
        cursors.forget(name)
    cursors.close()
