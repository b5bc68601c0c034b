"""Turns a page at a time: where one page ends the next begins, whatever came in between."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson

from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.store.kept.numbers import second_of
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import STEP_COLUMNS, Step, TurnFilter, match
from codexctl.deliver.store.rows import Place


class Spot(NamedTuple):
    """A turn's place in the order of time; the turns of a page come in it, the newest first."""

    started_at: str
    thread_id: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class PageRow:
    """A turn as the store has it: `summary` are its figures, the rest is as in `turns`."""

    spot: Spot
    summary: dict[str, Any]
    cwd: str
    prompt: str
    waited_ns: int
    calls_without_usage: int
    tier: str
    origin: str
    home: str
    withheld: str
    policy: str
    user: str
    team: str

    @property
    def place(self) -> Place:
        """Its thread and turn."""
        return self.spot.thread_id, self.spot.turn_id


COLUMNS = (
    "started_at, thread_id, turn_id, summary, cwd, prompt, waited_ns, calls_without_usage,"
    " turns.tier, origin, home, withheld, policy, user, team"
)


def page(
    store: LocalStore,
    wanted: TurnFilter,
    limit: int,
    before: Spot | None = None,
    *,
    after: Spot | None = None,
) -> list[PageRow]:
    """So many of the turns that are wanted, the newest first, or those that came `before` a spot.

    Those that came `after` one are the next to it, the newest first as well; one of the two is
    given at most. Raises Broken at a row that cannot be read.
    """
    if wanted.text and not wanted.unread_too and not after:
        return _page_of_words(store, wanted, limit, before)
    where, values = wanted.where()
    bound: list[object] = [*values]
    if before:
        where += " AND (started_at, thread_id, turn_id) < (?, ?, ?)"
        bound += before
    if after:
        where += " AND (started_at, thread_id, turn_id) > (?, ?, ?)"
        bound += after
    order = "ASC" if after else "DESC"
    rows = store.connection.execute(
        f"SELECT {COLUMNS} FROM turns WHERE {where}"  # noqa: S608 - the values are bound
        f" ORDER BY started_at {order}, thread_id {order}, turn_id {order} LIMIT ?",
        (*bound, limit),
    )
    found = [row_of(store, row) for row in rows]
    return found[::-1] if after else found


def has_index(store: LocalStore) -> bool:
    """Whether the store has an index of words."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'words'"
    return store.connection.execute(sql).fetchone() is not None


def has_unread(store: LocalStore) -> bool:
    """Whether the index has not come to all turns yet."""
    (found,) = store.connection.execute(
        "SELECT EXISTS (SELECT 1 FROM turns WHERE number < 1)"
        " OR EXISTS (SELECT 1 FROM numbered WHERE is_indexed = 0)"
    ).fetchone()
    return bool(found)


def _page_of_words(
    store: LocalStore, wanted: TurnFilter, limit: int, before: Spot | None
) -> list[PageRow]:
    """The same from the index of words, whose numbers rise with the second that a turn began in."""
    asked = match(wanted.text, wanted.text_kinds)
    if not asked:
        return []
    where, values = replace(wanted, text="").where()
    bound: list[object] = [*values]
    last = 1 << 62
    if before:
        where += " AND (started_at, thread_id, turn_id) < (?, ?, ?)"
        bound += before
        last = second_of(before.started_at).stop
    found = list(_of_words(store, asked, where, bound, range(last), limit))
    if len(found) == limit:
        # The numbers do not show which turns of the last second are the newest.
        second = second_of(found[-1].spot.started_at)
        found = [row for row in found if second_of(row.spot.started_at) != second]
        found += _of_words(store, asked, where, bound, second, -1)
    return sorted(found, key=lambda row: row.spot, reverse=True)[:limit]


def _of_words(
    store: LocalStore, asked: str, where: str, bound: Sequence[object], numbers: range, limit: int
) -> Iterator[PageRow]:
    rows = store.connection.execute(
        f"SELECT {COLUMNS} FROM words CROSS JOIN numbered ON numbered.number = words.rowid"  # noqa: S608
        " CROSS JOIN turns USING (thread_id, turn_id) WHERE words MATCH ? AND words.rowid >= ?"
        f" AND words.rowid < ? AND {where} ORDER BY words.rowid DESC LIMIT ?",
        (asked, numbers.start, numbers.stop, *bound, limit),
    )
    return (row_of(store, row) for row in rows)


def steps_of(store: LocalStore, places: Sequence[Place]) -> dict[Place, list[Step]]:
    """The model calls and tool calls of some turns, by thread and turn."""
    rows = store.connection.execute(
        f"SELECT thread_id, turn_id, {STEP_COLUMNS} FROM json_each(?) AS asked"  # noqa: S608
        " CROSS JOIN turns ON turns.thread_id = asked.value ->> 0 AND turn_id = asked.value ->> 1"
        " CROSS JOIN steps USING (thread_id, turn_id)",
        (json.dumps(places),),
    )
    found: dict[Place, list[Step]] = {place: [] for place in places}
    for thread_id, turn_id, *step in rows:
        found[thread_id, turn_id].append(Step(*step))
    return found


def row_of(store: LocalStore, row: Sequence[Any]) -> PageRow:
    """What a row of COLUMNS says. Raises Broken where it cannot be read."""
    try:
        summary = orjson.loads(row[3])
    except ValueError:
        raise Broken(store.path, "holds text that nobody wrote") from None
    return PageRow(Spot(*row[:3]), summary, *row[4:])
