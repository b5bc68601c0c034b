"""So long may one file keep a worker busy without a turn being settled: others wait behind it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any

from codexctl.deliver.rollouts.damaged import TooSlow
from codexctl.trace.values import NS_PER_S

# A worker reads several gigabytes in this time. It is processor time, since a machine may sleep or
# be busy.
MOST_S = 60
_BUFFER_BYTES = 1 << 16


class Patience:
    """Counts the time that was worked since something was settled last, by `worked_ns`."""

    def __init__(self, worked_ns: Callable[[], int], most_s: float) -> None:
        self._worked_ns = worked_ns
        self._most_s = most_s
        self._until = 0.0
        self.settled()

    def settled(self) -> None:
        """Begin again: a file, or what comes after a turn."""
        self._until = self._worked_ns() + self._most_s * NS_PER_S

    def check(self) -> None:
        """Raise TooSlow when it took too long."""
        if self._worked_ns() > self._until:
            took = f"reading it took more than {self._most_s} s of processor time"
            raise TooSlow(f"{took} without finishing a turn", "codexctl trace export")

    def over(self, stream: IO[bytes]) -> IO[bytes]:
        """The same stream, checked whenever more of it is read, whatever its lines are."""
        return io.BufferedReader(_Checked(stream, self.check), _BUFFER_BYTES)


class _Checked(io.RawIOBase):
    def __init__(self, stream: IO[bytes], check: Callable[[], None]) -> None:
        super().__init__()
        self.name = getattr(stream, "name", "")
        self._stream = stream
        self._check = check

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._check()
        part = self._stream.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)
