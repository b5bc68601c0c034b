"""Ctrl-C that nothing can swallow: it is noted before it is raised.

Python raises KeyboardInterrupt wherever it stands. Within what the interpreter calls by itself, as
it does after each module that it has read, the exception is printed and forgotten; what runs until
Ctrl-C would then run for ever. Whoever waits asks `is_noted` as well.
"""

from __future__ import annotations

import signal
from types import FrameType

_noted: list[int] = []


def begin() -> None:
    """Note Ctrl-C from now on; not where whoever started us has it ignored (nohup)."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def note(number: int) -> None:
    """Note a signal whose handler is about to raise."""
    _noted.append(number)


def noted() -> int:
    """The signal that asked this process to end, even if nobody heard it; else 0."""
    return _noted[0] if _noted else 0


def _interrupt(number: int, _: FrameType | None) -> None:
    note(number)
    raise KeyboardInterrupt
