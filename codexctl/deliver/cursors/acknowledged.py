"""What each destination has acknowledged: the only state that delivery depends on.

A turn is done for a destination when it stands in `acknowledged`; identity is thread and turn,
so nothing that happens to a file makes a turn go twice. `marks` only save work: they say up to
which byte a file needs no reading, and are forgotten when the bytes before that place changed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from codexctl.deliver.cursors.counted import Counted, Counts
from codexctl.deliver.cursors.destination_state import Standing, wait_ns
from codexctl.deliver.cursors.schema import MIGRATIONS
from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.rollouts.mark import COLUMNS, Mark, mark_of, row_of, stored
from codexctl.deliver.sqlite.database import connect, open_existing
from codexctl.trace.turns.turn import Link

# A file's path, inode, size and time of change when it was dealt with, as a `Rollout` has them, and
# whether a turn was open then. The row itself, because thousands are read by every worker.
Look = tuple[str, int, int, int, int]
# There may be very many of them, and most are left out: what is asked of them is asked one by one.
_STRAY = "fate='foreign' AND instr(path, 'rollout-')=0"


class Cursors:
    """The cursor file. All methods are short transactions; a crash between them loses nothing.

    `counts` is what acknowledged turns add to the metrics of destinations.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self.counts = Counts(connection)

    @classmethod
    def open(cls, path: Path) -> Cursors:
        """Open or create the file.

        Raises Broken where it is damaged, CodexctlError where it cannot be used.
        """
        return cls(connect(path, MIGRATIONS), path.parent)

    @classmethod
    def open_existing(cls, path: Path) -> Cursors | None:
        """Open the file if there is one; None if there is not.

        Raises as `open` does.
        """
        connection = open_existing(path, MIGRATIONS)
        return cls(connection, path.parent) if connection else None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def standing(self, name: str) -> Standing | None:
        """How a destination stands; None if it was never seen."""
        row = self._db.execute("SELECT * FROM destinations WHERE name=?", (name,)).fetchone()
        return Standing(*row) if row else None

    def register(self, name: str, since_ns: int) -> None:
        """Make a destination known; turns that ended before `since_ns` count as seen.

        `since_ns` is in nanoseconds since 1970. One that is known already keeps what it has.
        """
        self._db.execute(
            "INSERT OR IGNORE INTO destinations (name, since_ns) VALUES (?,?)", (name, since_ns)
        )

    def begin(self, name: str, since_ns: int) -> None:
        """Have turns that ended before another moment count as seen.

        `since_ns` is in nanoseconds since 1970.
        """
        self._db.execute("UPDATE destinations SET since_ns=? WHERE name=?", (since_ns, name))

    def serve(self, name: str, projects: str) -> None:
        """Have a destination be for the turns of other projects from now on.

        What was passed over until now may be for it: every file is read again, and what it has
        acknowledged still counts.
        """
        self._db.execute("UPDATE destinations SET projects=? WHERE name=?", (projects, name))
        self._db.execute("DELETE FROM places WHERE destination=?", (name,))
        self.forget_marks(name)

    def noted_place(self, name: str, folder: str) -> bool | None:
        """Whether a folder was found to be one that a destination is for; None if never seen."""
        row = self._db.execute(
            "SELECT is_within FROM places WHERE destination=? AND folder=?", (name, folder)
        ).fetchone()
        return bool(row[0]) if row else None

    def note_place(self, name: str, folder: str, *, is_within: bool) -> None:
        """Note whether a folder is one that a destination is for.

        `folder` is a working directory as a turn names it.
        """
        self._db.execute("INSERT OR REPLACE INTO places VALUES (?,?,?)", (name, folder, is_within))

    def try_again(self, name: str) -> None:
        """Have a destination that is paused, or left alone for a while, be tried at once.

        What it has refused for good stays refused: `bring_back_refused` is for that.
        """
        self._db.execute(
            "UPDATE destinations SET last_error='', paused='', paused_for='', failures=0,"
            " not_before_ns=0 WHERE name=?",
            (name,),
        )
        self.counts.try_again(name)

    def forget(self, name: str) -> None:
        """Forget a destination and its marks; what it acknowledged stays known."""
        self._db.execute("DELETE FROM destinations WHERE name=?", (name,))
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))
        self._db.execute("DELETE FROM places WHERE destination=?", (name,))
        self.counts.forget(name)
        self.forget_lost(name)

    def forget_marks(self, name: str) -> None:
        """Have every file read again for a destination."""
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))

    def forget_rollout(self, path: Path, thread_id: str, turn_id: str) -> None:
        """Forget a file that is gone for good, and its only turn."""
        self._db.execute("DELETE FROM marks WHERE path=?", (stored(path),))
        self._db.execute(
            "DELETE FROM acknowledged WHERE thread_id=? AND turn_id=?", (thread_id, turn_id)
        )

    def succeeded(self, name: str, at_ns: int, commits: int = 0) -> None:
        """The destination took something, and counts so many commits if it counts them.

        `at_ns` is in nanoseconds since 1970.
        """
        self._db.execute(
            "UPDATE destinations SET last_ok_ns=?, last_error='', paused='', paused_for='',"
            # The larger one: several processes may tell of their commits in another order.
            " failures=0, not_before_ns=0, commits=max(commits, ?) WHERE name=?",
            (at_ns, commits, name),
        )

    def lose(self, name: str) -> None:
        """Have everything delivered again to a store that has lost what it had.

        What it refused stays refused: to the same content the answer would be the same.
        """
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "INSERT OR IGNORE INTO lost SELECT destination, thread_id, turn_id FROM acknowledged"
            " WHERE destination=? AND refused=''",
            (name,),
        )
        self._db.execute("DELETE FROM acknowledged WHERE destination=?", (name,))
        self._db.execute("DELETE FROM marks WHERE destination=?", (name,))
        self._db.execute("UPDATE destinations SET commits=0 WHERE name=?", (name,))
        self._db.execute("COMMIT")

    def lost(self, name: str) -> int:
        """How many turns a destination has had and does not have again."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM lost WHERE destination=?", (name,)
        ).fetchone()
        return int(count)

    def is_lost(self, name: str, thread_id: str, turn_id: str) -> bool:
        """Whether a turn is one of them."""
        row = self._db.execute(
            "SELECT 1 FROM lost WHERE destination=? AND thread_id=? AND turn_id=?",
            (name, thread_id, turn_id),
        ).fetchone()
        return row is not None

    def forget_lost(self, name: str) -> None:
        """Everything that is still on disk was delivered again; what is not will not come."""
        self._db.execute("DELETE FROM lost WHERE destination=?", (name,))

    def failed(
        self,
        name: str,
        reason: str,
        *,
        now_ns: int,
        paused_for: str = "",
        retry_after_s: float = 0,
        chance: float = 0,
    ) -> None:
        """The destination took nothing.

        `paused_for` names the settings that must change first; without it the next try is due
        after `retry_after_s` seconds, or later the more often it has failed, and `chance` more.
        """
        standing = self.standing(name)
        failures = (standing.failures if standing else 0) + 1
        self._db.execute(
            "UPDATE destinations SET last_error=?, paused=?, paused_for=?, failures=?,"
            " not_before_ns=? WHERE name=?",
            (
                *(reason, reason if paused_for else "", paused_for, failures),
                *(now_ns + wait_ns(failures, retry_after_s, chance), name),
            ),
        )

    def bring_back_refused(self, name: str) -> int:
        """Have the turns that a destination refused for good tried once more; how many they are."""
        count = self.refused(name)
        self._db.execute("DELETE FROM acknowledged WHERE destination=? AND refused<>''", (name,))
        if count:
            self.forget_marks(name)
        return count

    def is_acknowledged(
        self, name: str, thread_id: str, turn_id: str, *, has_ended: bool = False
    ) -> bool:
        """Whether a destination has said yes to a turn, or refused it for good.

        A yes to one that was given up as incomplete is none to one that `has_ended` after all.
        """
        row = self._db.execute(
            "SELECT is_open FROM acknowledged WHERE destination=? AND thread_id=? AND turn_id=?",
            (name, thread_id, turn_id),
        ).fetchone()
        return row is not None and not (has_ended and row[0])

    def acknowledge(
        self,
        name: str,
        turns: Sequence[tuple[str, str, bool]],
        *,
        refused: str = "",
        counted: Counted | None = None,
    ) -> None:
        """Record that a destination is done with these (thread, turn, has not ended) triples.

        `refused` is the reason, for turns that it will never take; empty for a yes. A turn that had
        not ended may be acknowledged again once it has. `counted` is what the turns add to its
        metrics: it counts exactly if they count as acknowledged, whatever happens.
        """
        self._db.execute("BEGIN IMMEDIATE")
        if counted:
            self.counts.take(name, turns, counted)
        self._db.executemany(
            "INSERT OR REPLACE INTO acknowledged"
            " (destination, thread_id, turn_id, refused, is_open) VALUES (?,?,?,?,?)",
            [(name, thread_id, turn_id, refused, is_open) for thread_id, turn_id, is_open in turns],
        )
        self._db.executemany(
            "DELETE FROM lost WHERE destination=? AND thread_id=? AND turn_id=?",
            [(name, thread_id, turn_id) for thread_id, turn_id, _ in turns],
        )
        self._db.execute("COMMIT")

    def refused(self, name: str) -> int:
        """How many turns a destination has refused for good."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM acknowledged WHERE destination=? AND refused<>''", (name,)
        ).fetchone()
        return int(count)

    def looks(self, name: str, files: Iterable[str]) -> dict[str, Look]:
        """How every file was when it was dealt with last for a destination, by path.

        Of those that are no sessions, `files` alone.
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
        """The files that are no sessions for anybody, but those with a name of Codex's."""
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

    def died(self, name: str, rollout: Rollout) -> int:
        """A worker died while it read a file; gives how many have, since it changed last."""
        (times,) = self._db.execute(
            "INSERT INTO deaths VALUES (?,?,?,?,1) ON CONFLICT DO UPDATE SET"
            " times=iif(size=excluded.size AND mtime_ns=excluded.mtime_ns, times+1, 1),"
            " size=excluded.size, mtime_ns=excluded.mtime_ns RETURNING times",
            (name, stored(rollout.path), rollout.size, rollout.mtime_ns),
        ).fetchone()
        return int(times)

    def deaths(self) -> set[str]:
        """The files that workers died over and that nobody has read to the end since."""
        return {os.fsdecode(path) for (path,) in self._db.execute("SELECT path FROM deaths")}

    def deadly(self, name: str, times: int) -> set[Path]:
        """The files of a destination over which that many workers died, or more."""
        rows = self._db.execute(
            "SELECT path FROM deaths WHERE destination=? AND times>=?", (name, times)
        )
        return {Path(os.fsdecode(path)) for (path,) in rows}

    def survived(self, name: str, paths: Iterable[Path]) -> None:
        """Files were read to the end, or are left alone."""
        self._db.executemany(
            "DELETE FROM deaths WHERE destination=? AND path=?",
            [(name, stored(path)) for path in paths],
        )

    def mark(self, name: str, path: Path) -> Mark | None:
        """One file's mark for a destination.

        None where it was never dealt with.
        """
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM marks WHERE destination=? AND path=?",  # noqa: S608
            (name, stored(path)),
        ).fetchone()
        return mark_of(row) if row else None

    def set_marks(self, name: str, marks: Iterable[Mark]) -> None:
        """Remember how far files have been dealt with."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO marks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [row_of(name, mark) for mark in marks],
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
        """What gave a thread or turn with one of these ids work, and what is above that.

        `ids` are those of threads, turns or batches; the calls behind the calls are among it, so
        that the root can be found.
        """
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
