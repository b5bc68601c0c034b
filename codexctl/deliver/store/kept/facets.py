"""What turns can be found by that no index of `turns` has: tools, tier, origin, home, whose."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from codexctl.deliver.store.rows import STARTED_AT, Row
from codexctl.trace.spans.attribute_names import EXECUTE_TOOL

_OF_TURNS = {"tier": 18, "origin": 19, "home": 20, "user": 23, "team": 24}
FACETS = ("tool", *_OF_TURNS)


def steps_of(db: sqlite3.Connection, place: Sequence[object]) -> list[Row]:
    """The rows of `steps` of one turn, by its thread and turn."""
    return db.execute("SELECT * FROM steps WHERE thread_id=? AND turn_id=?", place).fetchall()


def facets(row: Row, steps: Sequence[Row]) -> list[Row]:
    """What turns are found by that no index of `turns` has: rows of the table `facets`."""
    tools = sorted({str(step[4]) for step in steps if step[3] == EXECUTE_TOOL})
    found = [("tool", tool) for tool in tools]
    found += [(facet, str(row[column])) for facet, column in _OF_TURNS.items()]
    return [(facet, value, row[STARTED_AT], row[0], row[1]) for facet, value in found if value]
