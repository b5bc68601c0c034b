"""Ends the view by itself if nobody has looked at a page for an hour."""

from __future__ import annotations

import time
from collections.abc import Callable

IDLE_S = 3600.0


class Idle:
    """Knows when a person last asked for a page. `clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen = clock()

    def seen(self) -> None:
        """Record that a person asked for something now."""
        self._seen = self._clock()

    def is_over(self) -> bool:
        """Whether nobody has asked for anything for so long that the view ends."""
        return self._clock() - self._seen >= IDLE_S
