"""How far every file has been dealt with for each destination, and what became of it.

Marks only save work: they say up to which byte a file needs no reading, and are forgotten when the
bytes before that place changed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from codexctl.deliver.rollouts.mark import COLUMNS, Mark, mark_of, row_of, stored

# A file's path, inode, size and modification time when it was processed, as in `Rollout`, and
# whether a turn was open then. A plain row, because every worker reads thousands of them.
Look = tuple[str, int, int, int, int]
# There may be very many, and most are not needed: each is read when it is asked for.
_STRAY = "fate='foreign' AND instr(path, 'rollout-')=0"


class Marks:
    """The marks in the cursor file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, name: str, path: Path) -> Mark | None:
        """One file's mark for a destination.

        None where it was never dealt with.
        """
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM marks WHERE destination=? AND path=?",  # noqa: S608
            (name, stored(path)),
        ).fetchone()
        return mark_of(row) if row else None

    def keep(self, name: str, marks: Iterable[Mark]) -> None:
        """Remember how far files have been dealt with for the destination `name`.

        Only what has been acknowledged may lie before a mark: it is not read again.
        """
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO marks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [row_of(name, mark) for mark in marks],
        )
        self._db.execute("COMMIT")

    def looks(self, name: str, files: Iterable[str]) -> dict[str, Look]:
        """How every file was when it was dealt with last for a destination, by path.

        Of those that are not sessions, only `files`.
        """
        ask = "SELECT path, inode, size, mtime_ns, is_open FROM marks WHERE destination=?"
        rows = self._db.execute(f"{ask} AND NOT ({_STRAY})", (name,)).fetchall()
        for file in files:
            if "rollout-" not in file:
                single = f"{ask} AND path=? AND {_STRAY}"
                rows += self._db.execute(single, (name, stored(file))).fetchall()
        text = ((row if type(row[0]) is str else (os.fsdecode(row[0]), *row[1:])) for row in rows)
        return {row[0]: row for row in text}

    def strays(self) -> list[str]:
        """The files that are sessions for nobody, but those with a name of Codex's."""
        rows = self._db.execute(
            f"SELECT path FROM marks WHERE {_STRAY}"  # noqa: S608 - a constant
            " EXCEPT SELECT path FROM marks WHERE fate<>'foreign'"
        ).fetchall()
        return [path if type(path) is str else os.fsdecode(path) for (path,) in rows]

    def fates(self, name: str) -> dict[str, str]:
        """What became of every file that was dealt with for a destination, by path."""
        rows = self._db.execute("SELECT path, fate FROM marks WHERE destination=?", (name,))
        return {os.fsdecode(path): fate for path, fate in rows}

    def passed_over(self, name: str) -> dict[str, str]:
        """Files of which something could not be read, by path: what of them, or why nothing."""
        rows = self._db.execute(
            "SELECT path, why FROM marks WHERE destination=? AND why<>''", (name,)
        )
        return {os.fsdecode(path): why for path, why in rows}

    def forget(self, name: str) -> None:
        """Have every file read again for a destination."""
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))

    def forget_file(self, path: Path) -> None:
        """Forget a file that is gone permanently."""
        self._db.execute("DELETE FROM marks WHERE path=?", (stored(path),))
