"""Which tool calls started or messaged other threads, as far as rollouts have been read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from codexctl.trace.turns.turn import Link


class KnownLinks:
    """The links in the cursor file: a subagent's file does not say which call it works for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, links: Iterable[Link]) -> None:
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

    def to(self, ids: Iterable[str]) -> list[Link]:
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
