"""The state of a destination: taking turns, paused, or to be left alone for a while."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from codexctl.trace.values import NS_PER_S

# How long (in seconds) a destination is left alone after its first, second, … failure in a row.
_BACKOFF_S = (0, 1, 2, 5, 10, 30, 60, 120, 300)
# Even if a server asks for a longer pause, it is tried again after an hour.
MAX_WAIT_S = 3600
# A thousand machines that one outage stopped at the same moment would all come back at the same
# moment. So each waits longer than it must, by up to this part of the pause, and never shorter.
SPREAD = 0.5
_LONGEST_NS = round(MAX_WAIT_S * (1 + SPREAD)) * NS_PER_S


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one destination.

    `paused` is the reason, empty while it takes turns; `failures` counts in a row; nothing is
    sent before `not_before_ns`. `commits` is what a store that counts them said last; `projects`
    the key of those whose turns alone it was given, empty for all.
    """

    name: str
    since_ns: int
    paused: str = ""
    paused_for: str = ""
    last_error: str = ""
    last_ok_ns: int = 0
    failures: int = 0
    not_before_ns: int = 0
    commits: int = 0
    projects: str = ""

    def is_waiting(self, now_ns: int) -> bool:
        """Whether it is to be left alone for now.

        A time that is further away than anybody can have asked for was written by a clock that
        has been put back since: it does not count.
        """
        return 0 < self.not_before_ns - now_ns <= _LONGEST_NS


def wait_ns(failures: int, retry_after_s: float, chance: float = 0.0) -> int:
    """How long to leave a destination alone that has failed so often in a row (at least once).

    `retry_after_s` is what it asked for itself, in seconds: the least that it gets, up to an hour.
    `chance`, from 0 up to 1, spreads many machines' next tries over half as long again. The first
    failure alone is not waited for: the next turn's end is a new occasion, and mostly enough.
    """
    backoff = _BACKOFF_S[min(failures, len(_BACKOFF_S)) - 1]
    least = min(max(retry_after_s, backoff), MAX_WAIT_S)
    return round(least * (1 + SPREAD * chance) * NS_PER_S)


class Destinations:
    """The state of each destination, in the cursor file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def standing(self, name: str) -> Standing | None:
        """The state of a destination; None if it was never seen."""
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
        """Note the key of the projects that a destination is for (empty: all folders)."""
        self._db.execute("UPDATE destinations SET projects=? WHERE name=?", (projects, name))
        self._db.execute("DELETE FROM places WHERE destination=?", (name,))

    def try_again(self, name: str) -> None:
        """Have a destination that is paused, or left alone for a while, be tried at once."""
        self._db.execute(
            "UPDATE destinations SET last_error='', paused='', paused_for='', failures=0,"
            " not_before_ns=0 WHERE name=?",
            (name,),
        )

    def count_from_nothing(self, name: str) -> None:
        """Expect a store to count its commits from nothing."""
        self._db.execute("UPDATE destinations SET commits=0 WHERE name=?", (name,))

    def forget(self, name: str) -> None:
        """Forget the state of a destination, and what was found of folders for it."""
        self._db.execute("DELETE FROM destinations WHERE name=?", (name,))
        self._db.execute("DELETE FROM places WHERE destination=?", (name,))

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

    def succeeded(self, name: str, at_ns: int, commits: int = 0) -> None:
        """Note that the destination took something, and counts so many commits if it counts them.

        `at_ns` is in nanoseconds since 1970.
        """
        self._db.execute(
            "UPDATE destinations SET last_ok_ns=?, last_error='', paused='', paused_for='',"
            # The larger one: several processes may report their commits in any order.
            " failures=0, not_before_ns=0, commits=max(commits, ?) WHERE name=?",
            (at_ns, commits, name),
        )

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
        """Note that the destination took nothing.

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
