"""Files over which workers died: which they are, and how often each has been met so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.rollouts.mark import stored


class DeadlyFiles:
    """The deaths in the cursor file; `at_work.py` finds them, and says what they come to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def count(self, name: str, rollout: Rollout) -> int:
        """Note that a worker died while it read a file; gives how many have since it changed."""
        (times,) = self._db.execute(
            "INSERT INTO deaths VALUES (?,?,?,?,1) ON CONFLICT DO UPDATE SET"
            " times=iif(size=excluded.size AND mtime_ns=excluded.mtime_ns, times+1, 1),"
            " size=excluded.size, mtime_ns=excluded.mtime_ns RETURNING times",
            (name, stored(rollout.path), rollout.size, rollout.mtime_ns),
        ).fetchone()
        return int(times)

    def all(self) -> set[str]:
        """The files that workers died over and that nobody has read to the end since."""
        return {os.fsdecode(path) for (path,) in self._db.execute("SELECT path FROM deaths")}

    def after(self, name: str, times: int) -> set[Path]:
        """The files of a destination over which that many workers died, or more."""
        rows = self._db.execute(
            "SELECT path FROM deaths WHERE destination=? AND times>=?", (name, times)
        )
        return {Path(os.fsdecode(path)) for (path,) in rows}

    def survived(self, name: str, paths: Iterable[Path]) -> None:
        """Forget the deaths over files that were read to the end, or are left alone from now on."""
        self._db.executemany(
            "DELETE FROM deaths WHERE destination=? AND path=?",
            [(name, stored(path)) for path in paths],
        )
