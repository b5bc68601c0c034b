"""The files that end inside a turn, kept in mind from one delivery to the next.

A delivery reads files that have changed: what it does not read again is as open as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from codexctl.deliver.rollouts.files import Rollout, look


class OpenTurns:
    """What each such file looked like after the last delivery, and when it counts as incomplete."""

    def __init__(self) -> None:
        self.files: dict[Path, Rollout | None] = {}
        self._dying: dict[Path, int] = {}

    def note(self, found: Iterable[tuple[Path, int]], since_ns: int) -> bool:
        """Take in what a delivery that began at `since_ns` found; False if there is more to read.

        That is a file which was written to meanwhile: perhaps after it was read. `found` gives for
        each file when it counts as incomplete, 0 where somebody holds it.
        """
        reported = dict(found)
        now = {path: look(path) for path in (*self.files, *reported)}
        late = {
            path
            for path, one in now.items()
            if one and one.mtime_ns >= since_ns and one != self.files.get(path)
        }
        same = {path for path, one in now.items() if one and one == self.files.get(path)}
        self.files = {path: now[path] for path in reported.keys() | late | same}
        known = {**self._dying, **reported}
        self._dying = {path: known[path] for path in self.files if known.get(path)}
        return not late

    def next_death(self, now_ns: int, until_ns: int) -> int:
        """When the next that nobody holds counts as incomplete; 0 if none does by `until_ns`."""
        return min((at for at in self._dying.values() if now_ns < at <= until_ns), default=0)
