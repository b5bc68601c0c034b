"""The things of time that delivery needs; tests bring their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Now in nanoseconds since 1970, waiting for some seconds, and the time worked so far."""

    now_ns: Callable[[], int] = time.time_ns
    sleep: Callable[[float], None] = time.sleep
    worked_ns: Callable[[], int] = time.process_time_ns
