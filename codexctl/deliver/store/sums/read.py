"""Sums of the roll-up's rows, priced where they are: what has no filter but its own is there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from codexctl.deliver.store.sums.billed import Billed
from codexctl.deliver.store.sums.cells import NOT_BILLED, SUMS
from codexctl.deliver.store.sums.rollup import BLOCK, TABLES, Table

# Numbers before and after all buckets.
ALWAYS, NEVER = -(1 << 40), 1 << 40
_BY_NAME = {table.name: table for table in TABLES}


class Rate(NamedTuple):
    """What calls with one billing cost from an hour on until another: units a call and a token.

    A unit is the same part of a dollar in all rates that are given together.
    """

    billed: int
    since: int
    until: int
    call: int
    given: int
    cached: int
    written: int
    said: int


class Sum(NamedTuple):
    """One group: `priced_calls` cost `units` together, `values` are in the order of SUMS."""

    key: Any
    home: str
    priced_calls: int
    units: int
    values: Sequence[Any]


class Part(NamedTuple):
    """Rows of a table whose buckets are from `first` to before `end`."""

    table: Table
    first: int
    end: int


# The rates, from JSON text: connections of pages are read-only and cannot even create a temporary
# table.
_RATES = "WITH rates AS MATERIALIZED (SELECT {}) ".format(
    ", ".join(
        f"CAST(value ->> {place} AS INTEGER) AS {name}" for place, name in enumerate(Rate._fields)
    )
    + " FROM json_each(?)"
)


def text_of(rates: Iterable[Rate]) -> str:
    """Rates as the questions below are given them."""
    return json.dumps(list(rates))


def billings(db: sqlite3.Connection) -> dict[int, Billed]:
    """Every way of billing that the roll-up has, by its number."""
    rows = db.execute("SELECT id, provider, model, server, tier, above, shape FROM billed")
    return {number: Billed(*how) for number, *how in rows}


def parts(table: str, first_hour: int = ALWAYS, end_hour: int = NEVER) -> list[Part]:
    """Which rows of a table and of its blocks cover the hours, as far as whole rows do.

    `table` is one of hours or of days.
    """
    fine = _BY_NAME[table]
    first = first_hour if first_hour == ALWAYS else -(-first_hour // fine.hours)
    end = end_hour if end_hour == NEVER else end_hour // fine.hours
    coarse = _BY_NAME.get(table.replace("_days", "_blocks"))
    if coarse is None or coarse is fine:
        return [Part(fine, first, end)]
    ratio = coarse.hours // fine.hours
    block_first = ALWAYS if first == ALWAYS else -(-first // ratio)
    block_end = NEVER if end == NEVER else end // ratio
    if block_first >= block_end:
        return [Part(fine, first, end)]
    found = [Part(coarse, block_first, block_end)]
    if first != ALWAYS and first < block_first * ratio:
        found.append(Part(fine, first, block_first * ratio))
    if end != NEVER and block_end * ratio < end:
        found.append(Part(fine, block_end * ratio, end))
    return found


def part_of(table: str, first: int, end: int) -> Part:
    """The rows of a table from one bucket to before another."""
    return Part(_BY_NAME[table], first, end)


def days_of(table: str, first_hour: int, end_hour: int) -> Part:
    """The rows of a table of days from an hour on to before another, both at the end of a day."""
    fine = _BY_NAME[table]
    first = first_hour if first_hour == ALWAYS else first_hour // fine.hours
    return Part(fine, first, end_hour if end_hour == NEVER else end_hour // fine.hours)


def sums(
    db: sqlite3.Connection,
    part: Part,
    key: str,
    where: str = "1",
    values: Sequence[Any] = (),
    rates: str = "[]",
    *,
    with_times: bool = True,
) -> Iterator[Sum]:
    """The groups of some rows by `key`, an expression of their columns, and by Codex home.

    `where` is a condition on their columns, with its values; `rates` are from `text_of`. Without
    times, these are empty.
    """
    table, first, end = part
    times = "group_concat({}, '')" if with_times else "''"
    columns = ", ".join(
        times.format(name) if name.endswith("_times") else f"sum({name})" for name in SUMS
    )
    rows = db.execute(
        f"{_RATES}SELECT {key}, home, sum(iif(rates.call IS NULL, 0, llm_calls)), sum(coalesce("  # noqa: S608
        "llm_calls * call + input_tokens * given + cached_input_tokens * cached"
        f" + cache_write_input_tokens * written + output_tokens * said, 0)), {columns}"
        f" FROM {table.name} AS t LEFT JOIN rates ON rates.billed = t.billed"
        f" AND {table.hour} >= since AND {table.hour} < until"
        f" WHERE bucket >= ? AND bucket < ? AND {where} GROUP BY 1, 2",
        (rates, first, end, *values),
    )
    return (Sum(row[0], row[1], row[2], row[3], row[4:]) for row in rows)


def turns(
    db: sqlite3.Connection, first_hour: int, end_hour: int, where: str, values: Sequence[Any]
) -> tuple[int, int]:
    """How many turns began in whole days, and how many of them did not complete."""
    (days,) = parts("days", first_hour, end_hour)
    found: tuple[int, int] = db.execute(
        "SELECT coalesce(sum(turns), 0), coalesce(sum(turns_not_completed), 0) FROM days"  # noqa: S608
        f" WHERE bucket >= ? AND bucket < ? AND billed = {NOT_BILLED} AND {where}",
        (days.first, days.end, *values),
    ).fetchone()
    return found


def unpriced(
    db: sqlite3.Connection,
    part: Part,
    where: str,
    values: Sequence[Any],
    gaps: Mapping[int, Sequence[tuple[int, int]]],
) -> Mapping[int, int]:
    """Calls without a price, by the number of their billing.

    `gaps` are the hours without a price of each billing that has any: the first, and their end.
    """
    table, first, end = part
    # Few rows are left; looking each of them up here is faster than a join with the gaps.
    rows = db.execute(
        f"SELECT t.billed, {table.hour}, llm_calls FROM {table.name} AS t"  # noqa: S608
        " WHERE bucket >= ? AND bucket < ? AND llm_calls > 0"
        f" AND t.billed IN (SELECT value FROM json_each(?)) AND {where}",
        (first, end, json.dumps(list(gaps)), *values),
    ).fetchall()
    found = Counter[int]()
    for number, hour, calls in rows:
        if any(since <= hour < until for since, until in gaps[number]):
            found[number] += calls
    return found


__all__ = ["BLOCK", "Part", "Rate", "Sum", "billings", "parts", "sums", "text_of", "unpriced"]
