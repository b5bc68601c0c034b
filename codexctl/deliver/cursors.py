"""What each destination has acknowledged: the only state that delivery depends on.

A turn is done for a destination when it stands in `acknowledged`; identity is thread and turn,
so nothing that happens to a file makes a turn go twice. `marks` only save work: they say up to
which byte a file needs no reading, and are forgotten when the bytes before that place changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codexctl.deliver.database import connect, open_existing
from codexctl.deliver.rollouts import Rollout
from codexctl.trace.events import Usage
from codexctl.trace.fold import Carry
from codexctl.trace.turn import Link
from codexctl.trace.values import NS_PER_S

MIGRATIONS = (
    """
    CREATE TABLE destinations (
        name TEXT PRIMARY KEY,
        since_ns INTEGER NOT NULL,
        paused TEXT NOT NULL DEFAULT '',
        paused_for TEXT NOT NULL DEFAULT '',
        last_error TEXT NOT NULL DEFAULT '',
        last_ok_ns INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE acknowledged (
        destination TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        refused TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (destination, thread_id, turn_id)
    ) WITHOUT ROWID;
    CREATE TABLE marks (
        destination TEXT NOT NULL,
        path TEXT NOT NULL,
        inode INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        before BLOB NOT NULL,
        is_open INTEGER NOT NULL,
        model TEXT NOT NULL,
        effort TEXT NOT NULL,
        total TEXT NOT NULL,
        PRIMARY KEY (destination, path)
    ) WITHOUT ROWID;
    CREATE TABLE links (
        child_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        root_turn_id TEXT NOT NULL,
        call_id TEXT NOT NULL,
        occurrence INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (child_id, thread_id, turn_id, call_id, occurrence)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE destinations ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE destinations ADD COLUMN not_before_ns INTEGER NOT NULL DEFAULT 0;
    """,
)

# How long a destination is left alone after its first, second, … failure in a row.
_BACKOFF_S = (0, 1, 2, 5, 10, 30, 60, 120, 300)
MAX_WAIT_S = 3600


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one file has been dealt with for one destination.

    `rollout` is the file as it was then; `offset` is a byte offset of a line's start (0 for
    compressed files), `before` a digest of the bytes just before it; `is_open` says that a turn
    had begun there and not ended.
    """

    rollout: Rollout
    offset: int = 0
    before: bytes = b""
    is_open: bool = False
    carry: Carry = Carry()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Standing:
    """How one destination stands.

    `paused` is the reason, empty while it takes turns; `failures` counts in a row; nothing is
    sent before `not_before_ns`.
    """

    name: str
    since_ns: int
    paused: str = ""
    paused_for: str = ""
    last_error: str = ""
    last_ok_ns: int = 0
    failures: int = 0
    not_before_ns: int = 0

    def is_waiting(self, now_ns: int) -> bool:
        """Whether it is to be left alone for now.

        A time that is further away than anybody can have asked for was written by a clock that
        has been put back since: it does not count.
        """
        return 0 < self.not_before_ns - now_ns <= MAX_WAIT_S * NS_PER_S


class Cursors:
    """The cursor file. All methods are short transactions; a crash between them loses nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Cursors:
        """Open or create the file."""
        return cls(connect(path, MIGRATIONS))

    @classmethod
    def open_existing(cls, path: Path) -> Cursors | None:
        """Open the file if there is one."""
        connection = open_existing(path, MIGRATIONS)
        return cls(connection) if connection else None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def standing(self, name: str) -> Standing | None:
        """How a destination stands; None if it was never seen."""
        row = self._db.execute("SELECT * FROM destinations WHERE name=?", (name,)).fetchone()
        return Standing(*row) if row else None

    def register(self, name: str, since_ns: int) -> None:
        """Make a destination known; turns that ended before `since_ns` count as seen."""
        self._db.execute(
            "INSERT OR IGNORE INTO destinations (name, since_ns) VALUES (?,?)", (name, since_ns)
        )

    def forget(self, name: str) -> None:
        """Forget a destination and its marks; what it acknowledged stays known."""
        self._db.execute("DELETE FROM destinations WHERE name=?", (name,))
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))

    def forget_marks(self, name: str) -> None:
        """Have every file read again for a destination."""
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))

    def forget_rollout(self, path: Path, thread_id: str, turn_id: str) -> None:
        """Forget a file that is gone for good, and its only turn."""
        self._db.execute("DELETE FROM marks WHERE path=?", (str(path),))
        self._db.execute(
            "DELETE FROM acknowledged WHERE thread_id=? AND turn_id=?", (thread_id, turn_id)
        )

    def succeeded(self, name: str, at_ns: int) -> None:
        """The destination took something."""
        self._db.execute(
            "UPDATE destinations SET last_ok_ns=?, last_error='', paused='', paused_for='',"
            " failures=0, not_before_ns=0 WHERE name=?",
            (at_ns, name),
        )

    def failed(
        self, name: str, reason: str, *, now_ns: int, paused_for: str = "", retry_after_s: float = 0
    ) -> None:
        """The destination took nothing.

        `paused_for` names the settings that must change first; without it the next try is due
        after `retry_after_s` seconds, or later the more often it has failed.
        """
        standing = self.standing(name)
        failures = (standing.failures if standing else 0) + 1
        backoff = _BACKOFF_S[min(failures, len(_BACKOFF_S)) - 1]
        wait_s = min(max(retry_after_s, backoff), MAX_WAIT_S)
        self._db.execute(
            "UPDATE destinations SET last_error=?, paused=?, paused_for=?, failures=?,"
            " not_before_ns=? WHERE name=?",
            (
                *(reason, reason if paused_for else "", paused_for, failures),
                *(now_ns + round(wait_s * NS_PER_S), name),
            ),
        )

    def bring_back_refused(self, name: str) -> int:
        """Have the turns that a destination refused for good tried once more; how many they are."""
        count = self.refused(name)
        self._db.execute("DELETE FROM acknowledged WHERE destination=? AND refused<>''", (name,))
        if count:
            self.forget_marks(name)
        return count

    def is_acknowledged(self, name: str, thread_id: str, turn_id: str) -> bool:
        """Whether a destination has said yes to a turn, or refused it for good."""
        row = self._db.execute(
            "SELECT 1 FROM acknowledged WHERE destination=? AND thread_id=? AND turn_id=?",
            (name, thread_id, turn_id),
        ).fetchone()
        return row is not None

    def acknowledge(
        self, name: str, turns: Iterable[tuple[str, str]], *, refused: str = ""
    ) -> None:
        """Record that a destination is done with these (thread, turn) pairs."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO acknowledged VALUES (?,?,?,?)",
            [(name, thread_id, turn_id, refused) for thread_id, turn_id in turns],
        )
        self._db.execute("COMMIT")

    def refused(self, name: str) -> int:
        """How many turns a destination has refused for good."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM acknowledged WHERE destination=? AND refused<>''", (name,)
        ).fetchone()
        return int(count)

    def marks(self, name: str) -> dict[Path, Mark]:
        """Every file's mark for a destination."""
        rows = self._db.execute(
            "SELECT path, inode, size, mtime_ns, offset, before, is_open, model, effort, total"
            " FROM marks WHERE destination=?",
            (name,),
        )
        return {Path(row[0]): _mark(row) for row in rows}

    def set_marks(self, name: str, marks: Iterable[Mark]) -> None:
        """Remember how far files have been dealt with."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO marks VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [_row(name, mark) for mark in marks],
        )
        self._db.execute("COMMIT")

    def add_links(self, links: Iterable[Link]) -> None:
        """Remember which tool calls started or messaged other threads."""
        self._db.executemany(
            "INSERT OR IGNORE INTO links VALUES (?,?,?,?,?,?,?,?)",
            [
                (
                    *(link.child_id, link.session_id, link.thread_id, link.turn_id),
                    *(link.root_turn_id, link.call_id, link.occurrence, link.at),
                )
                for link in links
            ],
        )

    def links_to(self, ids: Iterable[str]) -> list[Link]:
        """What gave a thread or turn with one of these ids work, and what is above that."""
        found: list[Link] = []
        wanted = list(ids)
        seen = set(wanted)
        while wanted:
            rows = self._db.execute(
                "SELECT session_id, thread_id, turn_id, root_turn_id, call_id, occurrence,"
                " child_id, at FROM links WHERE child_id=?",
                (wanted.pop(),),
            )
            new = [Link(*row) for row in rows]
            found += new
            wanted += [link.thread_id for link in new if link.thread_id not in seen]
            seen |= {link.thread_id for link in new}
        return found


def _mark(row: tuple[str, int, int, int, int, bytes, int, str, str, str]) -> Mark:
    path, inode, size, mtime_ns, offset, before, is_open, model, effort, total = row
    carry = Carry(model, effort, Usage(*map(int, total.split())))
    look = Rollout(Path(path), inode, size, mtime_ns)
    return Mark(look, offset, before, bool(is_open), carry)


def _row(name: str, mark: Mark) -> tuple[object, ...]:
    look, carry = mark.rollout, mark.carry
    return (
        *(name, str(look.path), look.inode, look.size, look.mtime_ns),
        *(mark.offset, mark.before, mark.is_open, carry.model, carry.effort),
        " ".join(map(str, carry.total.counts())),
    )
