"""What acknowledged turns add to a destination's metrics, kept until it has taken them.

An outbox: a turn is counted in the transaction that acknowledges it, so that it is in the sums
exactly if it counts as delivered. What has grown is closed with a window of time before it is sent,
and stays as it was closed until the destination has said yes: a repeated delivery has the same
points with the same times. Windows follow one another and never overlap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from codexctl.deliver.cursors.destination_state import MAX_WAIT_S, wait_ns
from codexctl.trace.values import NS_PER_S

if TYPE_CHECKING:
    from codexctl.trace.metrics.measures import Measures

# A window that ends in the future was closed before the clock was set back.
_SKEW_NS = 60 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Counted:
    """What each turn of a batch adds, by thread and turn, and when the first of them began."""

    measures: Mapping[tuple[str, str], Measures]
    began_ns: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A window of measures as it is sent, however often; times are nanoseconds since 1970.

    `instance` is a random id of who counted: of this cursor file, for this destination.
    """

    measures: Measures
    start_ns: int
    end_ns: int
    instance: str


@dataclass(frozen=True, slots=True)
class MetricsStanding:
    """The state of a destination's metrics.

    `problem` says why the last ones were not taken, empty if they were; `paused_for` are the
    settings that must change first, and before `not_before_ns` none are sent. Turns that ended
    before `since_ns` are not counted.
    """

    since_ns: int = 0
    problem: str = ""
    paused_for: str = ""
    failures: int = 0
    not_before_ns: int = 0

    def is_waiting(self, now_ns: int) -> bool:
        """Whether nothing is to be sent for now; as for traces (`Standing`)."""
        return 0 < self.not_before_ns - now_ns <= MAX_WAIT_S * NS_PER_S


class Counts:
    """The tables of metrics in the cursor file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def standing(self, name: str) -> MetricsStanding:
        """The state of a destination's metrics."""
        row = self._db.execute(
            "SELECT since_ns, problem, paused_for, failures, not_before_ns FROM metrics"
            " WHERE destination=?",
            (name,),
        ).fetchone()
        return MetricsStanding(*row) if row else MetricsStanding()

    def count_from(self, name: str, since_ns: int) -> None:
        """Have turns that ended before a moment not be counted, as they may have been.

        `since_ns` is in nanoseconds since 1970.
        """
        self._known(name)
        self._db.execute("UPDATE metrics SET since_ns=? WHERE destination=?", (since_ns, name))

    def take(self, name: str, turns: Sequence[tuple[str, str, bool]], counted: Counted) -> None:
        """Count turns that are being acknowledged, inside that transaction and before it is noted.

        Each at most once: of one that was acknowledged without an end, only what came since.
        """
        from codexctl.trace.metrics.measures import from_text, to_text, together

        news: Measures = {}
        # A turn may be in two files; if both are in one batch, the last one is acknowledged.
        places = {(thread_id, turn_id): is_open for thread_id, turn_id, is_open in turns}
        for place, is_open in places.items():
            if measures := counted.measures.get(place):
                news = together(news, self._more(name, place, measures, is_open=is_open))
        if not news:
            return
        self._known(name)
        growing, began = self._db.execute(
            "SELECT growing, began_ns FROM metrics WHERE destination=?", (name,)
        ).fetchone()
        began = min(began, counted.began_ns) if growing else counted.began_ns
        self._db.execute(
            "UPDATE metrics SET growing=?, began_ns=? WHERE destination=?",
            (to_text(together(from_text(growing), news)), began, name),
        )

    def _more(
        self, name: str, place: tuple[str, str], measures: Measures, *, is_open: bool
    ) -> Measures:
        """What a turn adds to what was counted of it; keeps what is to be known of it later."""
        from codexctl.trace.metrics.measures import from_text, since, to_text

        row = self._db.execute(
            "SELECT is_open FROM acknowledged"
            " WHERE destination=? AND thread_id=? AND turn_id=? AND refused=''",
            (name, *place),
        ).fetchone()
        if row and (is_open or not row[0]):
            return {}
        before = self._db.execute(
            "DELETE FROM counted_open WHERE destination=? AND thread_id=? AND turn_id=?"
            " RETURNING measures",
            (name, *place),
        ).fetchone()
        if is_open:
            kept = (name, *place, to_text(measures))
            self._db.execute("INSERT OR REPLACE INTO counted_open VALUES (?,?,?,?)", kept)
        return since(from_text(before[0]), measures) if before else measures

    def close(self, name: str, now_ns: int) -> Closed | None:
        """Close the window of what has grown, or give the one that is closed; None for nothing.

        What is given is on the disk, not only in its cache: after a power failure it must still be
        known that it may have been sent.
        """
        from codexctl.trace.metrics.measures import from_text

        self._db.execute("PRAGMA synchronous=FULL")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "UPDATE metrics SET closed=growing, growing='',"
                " instance=CASE instance WHEN '' THEN :new ELSE instance END,"
                " start_ns=CASE WHEN end_ns=0 OR end_ns>:late THEN min(began_ns, :now-1)"
                " ELSE end_ns END,"
                " end_ns=CASE WHEN end_ns<=:late THEN max(:now, end_ns+1) ELSE :now END"
                " WHERE destination=:name AND closed='' AND growing<>''",
                {"name": name, "now": now_ns, "late": now_ns + _SKEW_NS, "new": str(uuid4())},
            )
            row = self._db.execute(
                "SELECT closed, start_ns, end_ns, instance FROM metrics"
                " WHERE destination=? AND closed<>''",
                (name,),
            ).fetchone()
            self._db.execute("COMMIT")
        finally:
            self._db.execute("PRAGMA synchronous=NORMAL")
        return Closed(from_text(row[0]), *row[1:]) if row else None

    def settled(self, name: str, problem: str = "") -> None:
        """Be done with the closed window: it was taken, or never will be (`problem` says why)."""
        self._db.execute(
            "UPDATE metrics SET closed='', problem=?, paused_for='', failures=0, not_before_ns=0"
            " WHERE destination=?",
            (problem, name),
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
        """Note that the closed window was not taken: it stays closed, and is tried again.

        The arguments are those of `Destinations.failed`.
        """
        failures = self.standing(name).failures + 1
        self._db.execute(
            "UPDATE metrics SET problem=?, paused_for=?, failures=?, not_before_ns=?"
            " WHERE destination=?",
            (reason, paused_for, failures, now_ns + wait_ns(failures, retry_after_s, chance), name),
        )

    def try_again(self, name: str) -> None:
        """Have what was not taken be tried at once, as `Cursors.try_again` has turns."""
        self._db.execute(
            "UPDATE metrics SET paused_for='', failures=0, not_before_ns=0 WHERE destination=?",
            (name,),
        )

    def forget(self, name: str) -> None:
        """Forget what a destination that is gone has not taken."""
        self._db.execute("DELETE FROM metrics WHERE destination=?", (name,))

    def _known(self, name: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO metrics (destination) VALUES (?)", (name,))
