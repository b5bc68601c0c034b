"""The fleet's store under load: how fast spans come in, and how fast dashboards are answered.

`python -m tests.bench.bench_fleet [SPANS]`: recorded turns, each copy with ids, person and team of
its own, day after day, in a real ClickHouse in process. The last batch comes twice. Needs
`.cache/backends` as `make e2e` makes it. Loading is the inserting alone: the copies of a batch are
made before, as the blocks that a collector sends. Processor seconds are the whole server's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.support.measure import interleaved, quartiles, table
from tests.bench.support.processes import children, cpu_s
from tests.e2e.fleet.clickhouse.grafana import Span, filled, queries
from tests.e2e.fleet.clickhouse.store import SPAN, Store, files, statements, store
from tests.e2e.fleet.clickhouse.test_store import recorded, rows

SPANS = 4_000_000
ROUNDS = 7
_BATCH = 200
_PEOPLE, _TEAMS, _DAYS = 8000, 200, 24
# A copy of everything: other ids, another person and team; the newest days come last.
_COPY = f"""
INSERT INTO FUNCTION file('{{path}}', 'Native') SELECT * REPLACE (
    Timestamp - toIntervalDay(intDiv(copy * {_DAYS}, {{copies}})) AS Timestamp,
    lower(hex(sipHash128(TraceId, copy))) AS TraceId,
    lower(hex(sipHash64(SpanId, copy))) AS SpanId,
    if(ParentSpanId = '', '', lower(hex(sipHash64(ParentSpanId, copy)))) AS ParentSpanId,
    mapUpdate(ResourceAttributes, map('user.id', concat('user-', toString(copy % {_PEOPLE})),
        'team.name', concat('team-', toString(copy % {_TEAMS})))) AS ResourceAttributes)
EXCEPT (copy) FROM (
    SELECT source.*, copies.number AS copy FROM bench.source AS source
    CROSS JOIN (SELECT number FROM numbers({{first}}, {{count}})) AS copies)
"""
_INSERT = "INSERT INTO otel.otel_traces SELECT * FROM file('{path}', 'Native')"
_PARTS = """
SELECT count() AS parts FROM system.parts
WHERE active AND database = 'otel' AND table = 'codex_spans' GROUP BY partition
"""
_TOKENS = "SELECT count() AS n, sum({input}) AS tokens FROM {table}"
_MAP = "if(SpanAttributes['gen_ai.operation.name'] = 'chat', toUInt64OrZero(SpanAttributes['gen_ai.usage.input_tokens']), 0)"  # noqa: E501


def main(spans: int) -> None:
    """Fill it, compare the sums, ask."""
    with tempfile.TemporaryDirectory() as folder, store(Path(folder)) as running:
        made = files("raw_days=400")
        for statement in statements({k: v for k, v in made.items() if "grants" not in k}):
            running.said(statement)
        copies, count, load = _load(running, spans)
        roll_up = _timed(running.refresh)
        _exact(running, copies)
        lines = [
            (name, f"{wall:.1f}", f"{count / wall:,.0f}", f"{cpu:.1f}", f"{count / cpu:,.0f}")
            for name, (wall, cpu) in (("load", load), ("roll-up", roll_up))
        ]
        table((f"{count:,} spans", "s", "a second", "processor s", "a processor second"), lines)
        _asked(running, made, "as it came")
        _merged(running)
        running.said(
            _INSERT.format(path=running.folder / f"{(copies - 1) // _BATCH * _BATCH}.native.lz4")
        )
        _exact(running, copies)
        _asked(running, made, "days merged, last batch twice")


def _load(running: Store, spans: int) -> tuple[int, int, tuple[float, float]]:
    """How many copies and spans, and the seconds that it took."""
    found = rows(recorded())
    running.said("CREATE DATABASE bench")
    running.said("CREATE TABLE bench.source AS otel.otel_traces ENGINE = Memory")
    running.insert("bench.source", SPAN, found)
    copies = max(spans // len(found), 1)
    batches = [running.folder / f"{first}.native.lz4" for first in range(0, copies, _BATCH)]
    for number, path in enumerate(batches):
        first = number * _BATCH
        running.said(
            _COPY.format(path=path, first=first, count=min(_BATCH, copies - first), copies=copies)
        )
    took = _timed(lambda: [running.said(_INSERT.format(path=path)) for path in batches])
    return copies, copies * len(found), took


def _merged(running: Store) -> None:
    """Wait until each day is one part, as a server has it an hour after the last span of a day."""
    setting = "ALTER TABLE otel.codex_spans MODIFY SETTING min_age_to_force_merge_seconds = {}"
    running.said(setting.format(1))
    while any(int(row["parts"]) > 1 for row in running.ask(_PARTS)):
        time.sleep(1)
    running.said(setting.format(3600))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds that it takes, and the processor seconds of the server."""
    (server,) = children()
    began, before = time.perf_counter(), cpu_s(server)
    work()
    return time.perf_counter() - began, cpu_s(server) - before


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


def _asked(running: Store, made: dict[str, str], state: str) -> None:
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
        cpu = sum(_timed(found[name])[1] for _ in range(ROUNDS)) / ROUNDS
        lines.append((name, f"{median:.0f}", f"{low:.0f} … {high:.0f}", f"{cpu * 1000:.0f}"))
    load = os.getloadavg()[0]
    heads = (
        f"{state} (n={ROUNDS}, load average {load:.1f})",
        "median ms",
        "quartiles",
        "processor ms",
    )
    table(heads, lines)


def _asks(running: Store, sql: str) -> Callable[[], object]:
    return lambda: running.ask(sql)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SPANS)
