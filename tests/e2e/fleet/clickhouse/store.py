"""A real ClickHouse with the rendered tables, and rows as the Collector's exporter writes them."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.cli.fleet.listed import listed
from codexctl.cli.fleet.prices import price_rows
from codexctl.policy.render.fleet.files import Engine, rendered
from codexctl.policy.render.fleet.names import chosen
from codexctl.settings.capture import CaptureLimits, CaptureMode
from tests.e2e.fleet.engine import SHIM, Part
from tests.e2e.lab import backends

Json = dict[str, Any]
_KINDS = {1: "Internal", 3: "Client"}
_STATUS = {0: "Unset", 1: "Ok", 2: "Error"}
_ANSWER_S = 300
# An insert names its columns, and leaves those that are as they are silently.
SPAN = (
    "Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String,"
    " SpanName LowCardinality(String), SpanKind LowCardinality(String),"
    " ServiceName LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),"
    " ScopeName String, ScopeVersion String,"
    " SpanAttributes Map(LowCardinality(String), String), Duration UInt64,"
    " StatusCode LowCardinality(String), StatusMessage String,"
    " `Events.Timestamp` Array(DateTime64(9)), `Events.Name` Array(LowCardinality(String)),"
    " `Events.Attributes` Array(Map(LowCardinality(String), String))"
)
GAUGE = (
    "ResourceAttributes Map(LowCardinality(String), String), ServiceName LowCardinality(String),"
    " MetricName String, Attributes Map(LowCardinality(String), String),"
    " StartTimeUnix DateTime64(9), TimeUnix DateTime64(9), Value Float64"
)


@dataclass
class Store:
    """ClickHouse, and where files for it may lie."""

    url: str
    folder: Path

    def ask(self, statement: str) -> list[Json]:
        """The rows of a query, a name for each column; nothing of other statements."""
        return [json.loads(line) for line in self.said(statement + "\nFORMAT JSONEachRow")]

    def said(self, statement: str) -> list[str]:
        """Run a statement; gives the lines that it prints, as they are."""
        try:
            request = urllib.request.Request(self.url, statement.encode())
            with urllib.request.urlopen(request, timeout=_ANSWER_S) as answer:
                return list(answer.read().decode().splitlines())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.read().decode()}\n{statement}") from error

    def insert(self, table: str, structure: str, rows: Iterable[Json]) -> None:
        """Put rows in at once."""
        path = self.folder / "rows.ndjson"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        names = ", ".join(
            re.findall(r"(`[\w.]+`|\w+) (?:DateTime|String|Low|Map|UInt|Array|Float)", structure)
        )
        shape = structure.replace("'", "\\'")
        self.said(
            f"INSERT INTO {table} ({names})"
            f" SELECT {names} FROM file('{path}', 'JSONEachRow', '{shape}')"
        )

    def refresh(self) -> None:
        """What a server does by its clock."""
        for view in ("codex_daily_past_mv", "codex_daily_recent"):
            self.said(f"SYSTEM REFRESH VIEW otel.{view}")
            self.said(f"SYSTEM WAIT VIEW otel.{view}")


def files(*words: str, mode: CaptureMode = CaptureMode.metadata) -> dict[str, str]:
    """What `fleet render` writes."""
    limits = CaptureLimits(mode)
    return rendered(
        Engine(chosen(words), limits, None, listed(), metrics=True, prices=price_rows())
    )


def statements(made: dict[str, str]) -> Iterator[str]:
    """Every statement of the SQL files, in their order."""
    for path in sorted(made):
        if path.endswith(".sql"):
            text = "\n".join(
                line for line in made[path].splitlines() if not line.lstrip().startswith("--")
            )
            yield from (part.strip() for part in text.split(";") if part.strip())


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """An empty ClickHouse; everything of it lies below a folder."""
    python = backends.install(backends.FLEET) / "python"
    port = backends.free_port()
    data = folder / "clickhouse"
    data.mkdir()
    part = Part(
        (str(python), str(SHIM), str(port), str(data)), f"http://127.0.0.1:{port}/", folder,
        {"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip
    part.start()
    try:
        yield Store(part.url, folder)
    finally:
        part.kill()


def rows_of(document: Json, ahead_ns: int = 0, **resource: str) -> Iterator[Json]:
    """Rows of the exporter's table for an ExportTraceServiceRequest in JSON.

    `ahead_ns` is added to every time, `resource` to the resource's attributes (`team__name`).
    """
    added = {key.replace("__", "."): value for key, value in resource.items()}
    for group in document["resourceSpans"]:
        around = texts(group["resource"]["attributes"]) | added
        for scoped in group["scopeSpans"]:
            for span in scoped["spans"]:
                yield _row(span, scoped["scope"], around, ahead_ns)


def _row(span: Json, scope: Json, resource: dict[str, str], ahead_ns: int) -> Json:
    start, end = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
    events = span.get("events", [])
    return {
        "Timestamp": decimal(start + ahead_ns),
        "TraceId": span["traceId"],
        "SpanId": span["spanId"],
        "ParentSpanId": span.get("parentSpanId", ""),
        "SpanName": span["name"],
        "SpanKind": _KINDS[span["kind"]],
        "ServiceName": resource.get("service.name", ""),
        "ResourceAttributes": resource,
        "ScopeName": scope["name"],
        "ScopeVersion": scope["version"],
        "SpanAttributes": texts(span["attributes"]),
        "Duration": max(end - start, 0),
        "StatusCode": _STATUS[span["status"].get("code", 0)],
        "StatusMessage": span["status"].get("message", ""),
        "Events.Timestamp": [decimal(int(one["timeUnixNano"]) + ahead_ns) for one in events],
        "Events.Name": [one["name"] for one in events],
        "Events.Attributes": [texts(one["attributes"]) for one in events],
    }


def decimal(nanoseconds: int) -> str:
    """A time as ClickHouse reads it: seconds since 1970, to the nanosecond."""
    return f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09d}"


def texts(attributes: list[Json]) -> dict[str, str]:
    """Attributes as the exporter has them: everything as text."""
    return {one["key"]: _text(one["value"]) for one in attributes}


def _text(value: Json) -> str:
    ((kind, said),) = value.items()
    if kind == "boolValue":
        return "true" if said else "false"
    if kind == "arrayValue":
        return json.dumps([_text(one) for one in said["values"]])
    return str(said)
