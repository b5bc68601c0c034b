"""The fleet's store under load: how fast spans come in, and how fast dashboards are answered.

`python -m tests.bench.bench_fleet [SPANS]`: recorded turns, each copy with ids, person and team of
its own, in a real ClickHouse in process. Needs `.cache/backends` as `make e2e` makes it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.support.measure import interleaved, quartiles, table
from tests.e2e.fleet.clickhouse.grafana import Span, filled, queries
from tests.e2e.fleet.clickhouse.store import SPAN, Store, files, statements, store
from tests.e2e.fleet.clickhouse.test_store import recorded, rows

SPANS = 4_000_000
ROUNDS = 7
_BATCH = 200
_PEOPLE, _TEAMS, _DAYS = 8000, 200, 24
# One copy of everything: other ids, another person and team, another day.
_COPY = f"""
INSERT INTO otel.otel_traces SELECT * REPLACE (
    Timestamp - toIntervalDay(copy % {_DAYS}) AS Timestamp,
    lower(hex(sipHash128(TraceId, copy))) AS TraceId,
    lower(hex(sipHash64(SpanId, copy))) AS SpanId,
    if(ParentSpanId = '', '', lower(hex(sipHash64(ParentSpanId, copy)))) AS ParentSpanId,
    mapUpdate(ResourceAttributes, map('user.id', concat('user-', toString(copy % {_PEOPLE})),
        'team.name', concat('team-', toString(copy % {_TEAMS})))) AS ResourceAttributes)
EXCEPT (copy) FROM (
    SELECT source.*, copies.number AS copy FROM bench.source AS source
    CROSS JOIN (SELECT number FROM numbers({{first}}, {{count}})) AS copies)
"""
_TOKENS = "SELECT count() AS n, sum({input}) AS tokens FROM {table}"
_MAP = "if(SpanAttributes['gen_ai.operation.name'] = 'chat', toUInt64OrZero(SpanAttributes['gen_ai.usage.input_tokens']), 0)"  # noqa: E501


def main(spans: int) -> None:
    """Fill it, compare the sums, ask."""
    with tempfile.TemporaryDirectory() as folder, store(Path(folder)) as running:
        made = files("raw_days=400")
        for statement in statements({k: v for k, v in made.items() if "grants" not in k}):
            running.said(statement)
        loaded = _load(running, spans)
        began = time.perf_counter()
        running.refresh()
        refreshed = time.perf_counter() - began
        _exact(running, loaded[0])
        table(("spans", "load s", "spans/s", "roll-up s"),
              [(f"{loaded[1]:,}", f"{loaded[2]:.1f}", f"{loaded[1] / loaded[2]:,.0f}", f"{refreshed:.1f}")])  # fmt: skip  # noqa: E501
        _asked(running, made)


def _load(running: Store, spans: int) -> tuple[int, int, float]:
    """How many copies, spans and seconds."""
    found = rows(recorded())
    running.said("CREATE DATABASE bench")
    running.said("CREATE TABLE bench.source AS otel.otel_traces ENGINE = Memory")
    running.insert("bench.source", SPAN, found)
    copies = max(spans // len(found), 1)
    began = time.perf_counter()
    for first in range(0, copies, _BATCH):
        running.said(_COPY.format(first=first, count=min(_BATCH, copies - first)))
    return copies, copies * len(found), time.perf_counter() - began


def _exact(running: Store, copies: int) -> None:
    """The sums of the typed table and the roll-up are the source's, so many times."""
    (source,) = running.ask(_TOKENS.format(input=_MAP, table="bench.source"))
    wanted = {name: int(value) * copies for name, value in source.items()}
    for query in (
        _TOKENS.format(input="InputTokens", table="otel.codex_spans FINAL"),
        "SELECT sum(Spans) AS n, sum(InputTokens) AS tokens FROM otel.codex_daily",
    ):
        (row,) = running.ask(query)
        assert {name: int(value) for name, value in row.items()} == wanted, (row, wanted)


def _asked(running: Store, made: dict[str, str]) -> None:
    """Every query of every dashboard, in turn."""
    at = Span("now() - INTERVAL 30 DAY", "now() + INTERVAL 1 DAY")
    found: dict[str, Callable[[], object]] = {}
    for (board, panel), sql in queries(made).items():
        if "codex_machines" not in sql:
            text = filled(
                sql, at, interval="1 day", **({"user": "user-7"} if "user" in sql else {})
            )
            where = "typed" if "codex_spans" in sql else "roll-up"
            found[f"{where}: {board.removesuffix('.json')}, {panel}"] = _asks(running, text)
    measured = interleaved(found, ROUNDS)
    lines = []
    for name, values in sorted(measured.items()):
        low, median, high = quartiles(values)
        lines.append((name, f"{median:.0f}", f"{low:.0f} … {high:.0f}"))
    table((f"dashboard queries (n={ROUNDS})", "median ms", "quartiles"), lines)


def _asks(running: Store, sql: str) -> Callable[[], object]:
    return lambda: running.ask(sql)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SPANS)
