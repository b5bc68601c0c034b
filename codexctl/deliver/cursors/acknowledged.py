"""What each destination has acknowledged: the only state that delivery depends on.

A turn is done for a destination when it is in `acknowledged`; identity is thread and turn,
so nothing that happens to a file makes a turn go twice. All else that the cursor file knows is
in a module of its own beside this one, and is a member of `Cursors`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from codexctl.deliver.cursors.counted import Counted, Counts
from codexctl.deliver.cursors.deadly_files import DeadlyFiles
from codexctl.deliver.cursors.destination_state import Destinations
from codexctl.deliver.cursors.known_links import KnownLinks
from codexctl.deliver.cursors.marks import Marks
from codexctl.deliver.cursors.schema import MIGRATIONS
from codexctl.deliver.sqlite.database import connect, open_existing


class Cursors:
    """The cursor file. All methods are short transactions; a crash between them loses nothing.

    `destinations` is the state of each, `marks` how far files have been dealt with, `deadly` over
    which of them workers died, `links` what gave other threads work, and `counts` what acknowledged
    turns add to the metrics of destinations. Here is what each has acknowledged, and what concerns
    more than one of these. `folder` is where the file is.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self.destinations = Destinations(connection)
        self.marks = Marks(connection)
        self.deadly = DeadlyFiles(connection)
        self.links = KnownLinks(connection)
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

    def serve(self, name: str, projects: str) -> None:
        """Have a destination be for the turns of other projects from now on.

        What was skipped until now may be for it: every file is read again, and what it has
        acknowledged still counts.
        """
        self.destinations.serve(name, projects)
        self.marks.forget(name)

    def try_again(self, name: str) -> None:
        """Have a destination that is paused, or left alone for a while, be tried at once.

        What it has refused permanently stays refused: `bring_back_refused` is for that.
        """
        self.destinations.try_again(name)
        self.counts.try_again(name)

    def forget(self, name: str) -> None:
        """Forget a destination and its marks; what it acknowledged stays known.

        So a destination that comes back under the same `name` gets nothing twice.
        """
        self.destinations.forget(name)
        self.marks.forget(name)
        self.counts.forget(name)
        self.forget_lost(name)

    def forget_rollout(self, path: Path, thread_id: str, turn_id: str) -> None:
        """Forget a file that is gone permanently, and its only turn."""
        self.marks.forget_file(path)
        self._db.execute(
            "DELETE FROM acknowledged WHERE thread_id=? AND turn_id=?", (thread_id, turn_id)
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
        self.marks.forget(name)
        self.destinations.count_from_nothing(name)
        self._db.execute("COMMIT")

    def lost(self, name: str) -> int:
        """How many turns a destination has had and does not have again."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM lost WHERE destination=?", (name,)
        ).fetchone()
        return int(count)

    def is_lost(self, name: str, thread_id: str, turn_id: str) -> bool:
        """Whether a destination has had a turn and does not have it again."""
        row = self._db.execute(
            "SELECT 1 FROM lost WHERE destination=? AND thread_id=? AND turn_id=?",
            (name, thread_id, turn_id),
        ).fetchone()
        return row is not None

    def forget_lost(self, name: str) -> None:
        """Forget what a destination has lost.

        To be called when all that is still on disk was delivered again: the rest will not come.
        """
        self._db.execute("DELETE FROM lost WHERE destination=?", (name,))

    def bring_back_refused(self, name: str) -> int:
        """Have the turns that a destination refused permanently tried again; how many they are."""
        count = self.refused(name)
        self._db.execute("DELETE FROM acknowledged WHERE destination=? AND refused<>''", (name,))
        if count:
            self.marks.forget(name)
        return count

    def is_acknowledged(
        self, name: str, thread_id: str, turn_id: str, *, has_ended: bool = False
    ) -> bool:
        """Whether a destination has said yes to a turn, or refused it permanently.

        A yes to an incomplete turn is not a yes to the same turn when it `has_ended` after all.
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
        """How many turns a destination has refused permanently."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM acknowledged WHERE destination=? AND refused<>''", (name,)
        ).fetchone()
        return int(count)
