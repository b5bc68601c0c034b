"""The roll-up's tables: what is added when a turn is stored, and taken off when it goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from codexctl.deliver.store.rows import IS_MARKED
from codexctl.deliver.store.sums.billed import Billed
from codexctl.deliver.store.sums.cells import SUMS, Cell, TurnOf, Values, add, cells, empty
from codexctl.deliver.store.sums.times import LONGEST, shortened, without
from codexctl.trace.spans.attribute_names import EXECUTE_TOOL

DAY = 24
QUARTERS_OF_DAY = 4 * DAY
# Whole histories are summed from blocks of this many days, the rest at their ends from single days.
BLOCK = 128 * DAY
KINDS = ("model", "status", "tier")
PROJECT, TOOL = ("cwd",), ("tool",)


class Table(NamedTuple):
    """One table of the roll-up: its keys, and how many quarters of an hour a row of it covers."""

    name: str
    keys: tuple[str, ...]
    quarters: int

    @property
    def hours(self) -> int:
        """How many whole hours a row covers."""
        return self.quarters // 4

    @property
    def hour(self) -> str:
        """The hour since 1970 in which a row begins, in SQL; `t` is the table."""
        return f"t.bucket * {self.quarters} / 4"


TABLES = (
    Table("quarters", (), 1),
    Table("hours", (), 4),
    Table("days", (), 4 * DAY),
    Table("kind_days", KINDS, 4 * DAY),
    Table("kind_blocks", KINDS, 4 * BLOCK),
    Table("project_days", PROJECT, 4 * DAY),
    Table("project_blocks", PROJECT, 4 * BLOCK),
    Table("tool_days", TOOL, 4 * DAY),
)
Key = tuple[object, ...]


Turns = Iterable[tuple[Sequence[Any], Sequence[Any]]]


def added(db: sqlite3.Connection, turns: Turns) -> None:
    """Add turns to the roll-up, within the transaction that says that they are in it.

    Each is its row of `turns` and its rows of `steps`. Test turns are not summed up.
    """
    totals, billed = totals_of(turns)
    db.create_function("shortened", 1, shortened, deterministic=True)
    db.executemany(
        "INSERT OR IGNORE INTO billed VALUES (?,?,?,?,?,?,?)",
        [(number, *how) for number, how in billed.items()],
    )
    for table in TABLES:
        names = (*table.keys, "home", "billed", "bucket")
        grown = ", ".join(_grown(name) for name in SUMS)
        marks = ",".join("?" * (len(names) + len(SUMS)))
        db.executemany(
            f"INSERT INTO {table.name} ({', '.join((*names, *SUMS))}) VALUES ({marks})"  # noqa: S608
            f" ON CONFLICT DO UPDATE SET {grown}",
            [(*key, *values) for key, values in totals[table.name].items()],
        )


def taken_off(db: sqlite3.Connection, turns: Turns) -> None:
    """Take off turns that are going, within the transaction in which they go.

    Each is its row of `turns` and its rows of `steps`, as the store has them.
    """
    totals, _ = totals_of(turns)
    for table in TABLES:
        names = (*table.keys, "home", "billed", "bucket")
        named = " AND ".join(f"{name} = ?" for name in names)
        for key, gone in totals[table.name].items():
            found = db.execute(
                f"SELECT {', '.join(SUMS)} FROM {table.name} WHERE {named}",  # noqa: S608
                key,
            ).fetchone()
            left = _less(found or empty(), gone)
            db.execute(f"DELETE FROM {table.name} WHERE {named}", key)  # noqa: S608
            if any(left):
                marks = ",".join("?" * (len(names) + len(SUMS)))
                db.execute(
                    f"INSERT INTO {table.name} ({', '.join((*names, *SUMS))}) VALUES ({marks})",  # noqa: S608
                    (*key, *left),
                )


def totals_of(turns: Turns) -> tuple[Mapping[str, dict[Key, Values]], dict[int, Billed]]:
    """What turns add to each table, by its keys, and how what is in it is billed.

    Each turn is its row of `turns` and its rows of `steps`.
    """
    totals: dict[str, dict[Key, Values]] = {table.name: {} for table in TABLES}
    billed: dict[int, Billed] = {}
    for row, steps in turns:
        if row[IS_MARKED]:
            continue
        turn = turn_of(row)
        tools = {step[4] for step in steps if step[3] == EXECUTE_TOOL} or {""}
        for cell, values in cells(turn, steps):
            if cell.billed is not None:
                billed[cell.billed_id] = cell.billed
            for table, key in _keys(turn, cell, tools):
                mine = totals[table].get(key)
                if mine is None:
                    totals[table][key] = list(values)
                else:
                    add(mine, values)
    return totals, billed


def turn_of(row: Sequence[Any]) -> TurnOf:
    """What cells need of a row of `turns`."""
    return TurnOf(row[4], row[7], row[8], row[18], row[9], row[20], row[3], *row[23:25])


def _keys(turn: TurnOf, cell: Cell, tools: Iterable[str]) -> Iterable[tuple[str, Key]]:
    """The rows that a cell is added to: in each table one, a turn in one for each of its tools."""
    rest = (turn.home, cell.billed_id)
    day, block = cell.hour // DAY, cell.hour // BLOCK
    kind = (cell.model, turn.status, cell.tier, *rest)
    yield "quarters", (*rest, cell.quarter)
    yield "hours", (*rest, cell.hour)
    yield "days", (*rest, day)
    yield "kind_days", (*kind, day)
    yield "kind_blocks", (*kind, block)
    yield "project_days", (turn.cwd, *rest, day)
    yield "project_blocks", (turn.cwd, *rest, block)
    if cell.is_turn:
        yield from (("tool_days", (tool, *rest, day)) for tool in tools)
    elif cell.tool:
        yield "tool_days", (cell.tool, *rest, day)


def _grown(name: str) -> str:
    if not name.endswith("_times"):
        return f"{name} = {name} + excluded.{name}"
    both = f"{name} || excluded.{name}"
    return f"{name} = iif(length({name}) > {LONGEST}, shortened({both}), {both})"


def _less(values: Sequence[Any], gone: Sequence[Any]) -> Values:
    numbers = [mine - other for mine, other in zip(values[:-2], gone[:-2], strict=True)]
    return [*numbers, *map(without, values[-2:], gone[-2:])]
