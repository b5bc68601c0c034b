"""What counts as seen when a destination is set up, and what is forgotten when it is deleted."""

from __future__ import annotations

from collections.abc import Iterable

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.locations import Locations


def mark_existing_seen(locations: Locations, names: Iterable[str], now_ns: int) -> None:
    """Have every turn that ended before `now_ns` count as seen by destinations that are new.

    A destination that is known already keeps its place, so that running setup again loses nothing.
    Nothing is read for this: the moment says it all. `now_ns` is in nanoseconds since 1970. Raises
    CodexctlError where nothing can be recorded.
    """
    cursors = Cursors.open(locations.cursors_db)
    for name in names:
        cursors.destinations.register(name, now_ns)
    cursors.close()


def forget(locations: Locations, names: Iterable[str]) -> None:
    """Forget the state of destinations; what they have acknowledged stays known.

    Set up again under the same name, it does not get these turns a second time.
    """
    cursors = Cursors.open_existing(locations.cursors_db)
    if cursors is None:
        return
    for name in names:
        cursors.forget(name)
    cursors.close()
