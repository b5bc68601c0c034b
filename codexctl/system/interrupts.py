"""Signals that ask this process to end: each is noted, then raised as an exception.

Python raises KeyboardInterrupt wherever it is. Within what the interpreter calls by itself, as
it does after each module that it has read, the exception is printed and forgotten; what runs until
Ctrl-C would then run for ever. Code that waits asks `noted` as well.

SIGTERM and SIGHUP (a terminal that is closed) are raised for another reason: without a handler
they end the process at once. A copy of Codex's configuration would stay in the folder for
temporary files, and a terminal would stay as a question had set it.
"""

from __future__ import annotations

import signal
from types import FrameType

_noted: list[int] = []


class Ended(SystemExit):
    """SIGTERM or SIGHUP arrived. `number` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


def begin() -> None:
    """Note these signals from now on; not those that are ignored already (nohup)."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def note(number: int) -> None:
    """Note a signal whose handler is about to raise."""
    _noted.append(number)


def noted() -> int:
    """The signal that asked this process to end, even if nobody heard it; else 0."""
    return _noted[0] if _noted else 0


def end_by_signal(exit_: SystemExit) -> None:
    """End by the signal that was raised, so that a shell or systemd sees which it was.

    Returns if it was raised for another reason.
    """
    if isinstance(exit_, Ended):
        signal.raise_signal(exit_.number)


def _interrupt(number: int, _: FrameType | None) -> None:
    note(number)
    raise KeyboardInterrupt


def _end(number: int, _: FrameType | None) -> None:
    note(number)
    # A second one does not wait for what is being deleted.
    signal.signal(number, signal.SIG_DFL)
    raise Ended(number)
