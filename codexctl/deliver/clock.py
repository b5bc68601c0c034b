"""The things of time and chance that delivery needs; tests bring their own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

_BYTES = 6


def chance() -> float:
    """Any number from 0 up to, not including, 1: another on every machine, cloned ones too."""
    return int.from_bytes(os.urandom(_BYTES)) / (1 << 8 * _BYTES)


@dataclass(frozen=True, slots=True)
class Clock:
    """Now in nanoseconds since 1970, waiting for some seconds, and the time worked so far.

    `chance` keeps thousands of machines from doing at one moment what each may do at any.
    """

    now_ns: Callable[[], int] = time.time_ns
    sleep: Callable[[float], None] = time.sleep
    worked_ns: Callable[[], int] = time.process_time_ns
    chance: Callable[[], float] = chance
