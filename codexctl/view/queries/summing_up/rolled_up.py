"""Sums from the roll-up: its rows, and at both ends of a period the turns outside whole rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from codexctl.deliver.store.query import EVERYTHING, TurnFilter
from codexctl.deliver.store.sums import read
from codexctl.deliver.store.sums.cells import HOUR_NS
from codexctl.deliver.store.sums.local_days import by_day
from codexctl.deliver.store.sums.moved import moved_days
from codexctl.deliver.store.sums.read import ALWAYS, NEVER, Part, Sum
from codexctl.deliver.store.sums.rollup import BLOCK, KINDS
from codexctl.deliver.store.sums.scan import ALL, KEPT, WAITING, KeyOf, between, scan
from codexctl.trace.values import instant
from codexctl.view.queries.summing_up.calendar import Calendar
from codexctl.view.queries.summing_up.pricing import Pricing
from codexctl.view.queries.summing_up.summing import Summing
from codexctl.view.stats import MODEL, PROJECT, STATUS, TIER, TOOL

_EPOCH = date(1970, 1, 1).toordinal()
# The columns about tools and turns, which are left out in sums of model calls.
_NOT_OF_MODELS = (0, 1, 9, 10, 11, 13)


class RolledUp:
    """A question that the roll-up can answer. `day_said` formats days if the sums are by time."""

    def __init__(
        self,
        db: sqlite3.Connection,
        wanted: TurnFilter,
        by: str,
        result: Summing,
        day_said: Callable[[date], str] | None,
        calendar: Calendar,
    ) -> None:
        self._db, self._wanted, self._by, self._result = db, wanted, by, result
        self._day_said, self._calendar = day_said, calendar
        self._pricing = Pricing(db, result.book)
        self._unit = 1 if day_said else 24

    def add(self, key_of: KeyOf) -> bool:
        """Add everything in the roll-up; False if it cannot answer, and then nothing was added."""
        spans = self._spans() if self._day_said else []
        if spans is None or not self._pricing.reach():
            return False
        first, end = self._whole
        if first < end:
            if self._day_said:
                self._add_days(spans)
            elif self._by == TOOL:
                self._add_tools()
            else:
                self._add_kinds()
        for since, until in self._edges():
            part = between(self._wanted, since, until)
            by_tool = self._by == TOOL
            for group in scan(self._db, part, key_of, KEPT, by_tool=by_tool):
                self._result.add_group(group)
        return True

    def turns(self) -> tuple[int, int]:
        """The number of turns, and how many of them did not complete; each turn counts once."""
        if replace(self._wanted, since="", until="", home="") != EVERYTHING:
            return self._counted(self._wanted, ALL)
        found = [self._counted(self._wanted, WAITING)]
        for since, until in self._edges():
            found.append(self._counted(between(self._wanted, since, until), KEPT))
        first, end = self._whole
        if first < end:
            found.append(read.turns(self._db, first, end, *self._where(())))
        return sum(number for number, _ in found), sum(unfinished for _, unfinished in found)

    def _counted(self, wanted: TurnFilter, which: str) -> tuple[int, int]:
        where, values = wanted.where()
        found: tuple[int, int] = self._db.execute(
            "SELECT count(*), coalesce(sum(status <> 'completed'), 0) FROM turns"  # noqa: S608
            f" WHERE {where} AND {which}",
            values,
        ).fetchone()
        return found

    @cached_property
    def _whole(self) -> tuple[int, int]:
        """The first hour and the end of the time that whole rows cover."""
        unit = self._unit * HOUR_NS
        since, until = instant(self._wanted.since), instant(self._wanted.until)
        first = ALWAYS if since is None else -(-since // unit) * self._unit
        end = NEVER if until is None else until // unit * self._unit
        return first, end

    def _edges(self) -> Iterator[tuple[int | None, int | None]]:
        """The times, in nanoseconds, that no whole row covers."""
        first, end = self._whole
        since, until = instant(self._wanted.since), instant(self._wanted.until)
        if first >= end:
            yield since, until
            return
        if since is not None and since < first * HOUR_NS:
            yield since, first * HOUR_NS
        if until is not None and end * HOUR_NS < until:
            yield end * HOUR_NS, until

    def _spans(self) -> list[tuple[int, int, int]] | None:
        """The time that the roll-up covers, in quarters of an hour, with offsets from UTC."""
        # Separate subqueries use the index; both in one query would read every row.
        low, high = self._db.execute(
            "SELECT (SELECT min(bucket) FROM hours), (SELECT max(bucket) FROM hours)"
        ).fetchone()
        if low is None:
            return []
        first, end = self._whole
        return self._calendar.offsets(max(low, first) * 4, min(high + 1, end) * 4)

    def _add_days(self, spans: Sequence[tuple[int, int, int]]) -> None:
        said = self._day_said or date.isoformat
        where, values = self._where(())

        def said_of(day: int) -> str:
            return said(date.fromordinal(day + _EPOCH))

        for first, end, ahead in spans:
            if ahead and not self._result.with_times:
                within = (first, end)
                for found in moved_days(
                    self._db, within, ahead, where, values, self._pricing.rates
                ):
                    self._add(said_of(found.key), found, found.values)
                for part, _, which, asked in by_day(first, end, 0):
                    self._note_unpriced(part, f"{which} AND {where}", [*asked, *values])
                continue
            for part, day, which, asked in by_day(first, end, ahead):
                self._take(part, day, f"{which} AND {where}", [*asked, *values], said_of)

    def _add_kinds(self) -> None:
        table, key = {
            MODEL: ("kind_days", "model"),
            STATUS: ("kind_days", "status"),
            TIER: ("kind_days", "tier"),
            PROJECT: ("project_days", "cwd"),
        }[self._by]
        where, values = self._where(("cwd",) if self._by == PROJECT else KINDS)
        for part, of_these, which in self._parts(table):
            self._take(part, key, f"{where} AND {of_these}", [*values, *which], str)

    def _add_tools(self) -> None:
        where, values = self._where(("tool",))
        for part in read.parts("tool_days", *self._whole):
            self._take(part, "tool", where, values, str)
        if self._wanted.tool:
            return
        where, values = self._where(())
        for part in read.parts("days", *self._whole):
            self._take(part, "''", where, values, str, _NOT_OF_MODELS)

    def _parts(self, table: str) -> Iterator[tuple[Part, str, list[str]]]:
        """The parts of a table that cover the time, with a condition on the billing.

        A block in which a price changed has no price of its own; for billings with such a change,
        its days are used instead.
        """
        changing = json.dumps(sorted(self._pricing.changing))
        among = "t.billed IN (SELECT value FROM json_each(?))"
        for part in read.parts(table, *self._whole):
            broken = [
                block for block in self._pricing.broken_blocks() if part.first <= block < part.end
            ]
            if part.table.hours != BLOCK or not broken:
                yield part, "1", []
                continue
            within = "t.bucket IN (SELECT value FROM json_each(?))"
            yield part, f"NOT ({within} AND {among})", [json.dumps(broken), changing]
            for block in broken:
                days = read.days_of(table, block * BLOCK, (block + 1) * BLOCK)
                yield days, among, [changing]

    def _take(
        self,
        part: Part,
        key: str,
        where: str,
        values: Sequence[Any],
        said: Callable[[Any], str],
        left_out: Sequence[int] = (),
    ) -> None:
        """Add the groups of some rows, without the columns in `left_out`."""
        groups = read.sums(
            self._db,
            part,
            key,
            where,
            values,
            self._pricing.rates,
            with_times=self._result.with_times,
        )
        for found in groups:
            counts = list(found.values)
            for column in left_out:
                counts[column] = "" if isinstance(counts[column], str) else 0
            self._add(said(found.key), found, counts)
        self._note_unpriced(part, where, values)

    def _add(self, key: str, found: Sum, counts: Sequence[Any]) -> None:
        spent = self._pricing.dollars(found.units)
        self._result.add(key, found.home, counts, found.priced_calls, spent)

    def _note_unpriced(self, part: Part, where: str, values: Sequence[Any]) -> None:
        if self._pricing.gaps:
            unpriced = read.unpriced(self._db, part, where, values, self._pricing.gaps)
            for number, calls in unpriced.items():
                self._result.add_unpriced(self._pricing.billings[number], calls)

    def _where(self, columns: Sequence[str]) -> tuple[str, list[Any]]:
        """The condition for the filters that the roll-up's tables have as columns."""
        sql, values = ["1"], list[Any]()
        for column in ("home", *columns):
            if column == "cwd":
                if self._wanted.folders is not None:
                    sql.append("cwd IN (SELECT value FROM json_each(?))")
                    values.append(json.dumps(self._wanted.folders))
            elif value := getattr(self._wanted, column):
                sql.append(f"{column} = ?")
                values.append(value)
        return " AND ".join(sql), values
