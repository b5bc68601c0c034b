"""Who delivers: one process at a time, whatever it is (a worker, a command that catches up, …)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from codexctl.deliver.clock import Clock
from codexctl.file_lock import held
from codexctl.locations import Locations

# A delivery takes a moment, an export of months many minutes. These are numbers of pauses, with the
# seconds of each: about four seconds, a minute and an hour. After that nothing is lost, only late.
_PAUSES_S = ((200, 0.02), (240, 0.25), (3600, 1.0))


@contextmanager
def delivering(locations: Locations, clock: Clock) -> Iterator[bool]:
    """Hold the lock for deliveries, once it is free; False if that takes an hour.

    Raises CannotLock where there is no way to lock, OSError where its file cannot be opened.
    """
    for pause in _pauses():
        with held(locations.worker_lock) as mine:
            if mine:
                yield True
                return
        clock.sleep(pause)
    yield False


def _pauses() -> Iterator[float]:
    for times, pause in _PAUSES_S:
        yield from (pause for _ in range(times))
