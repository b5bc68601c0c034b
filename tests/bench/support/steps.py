"""The worker's steps one by one, each with the least that it could cost, to be timed."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from codexctl.deliver.otlp.encode import encode
from codexctl.deliver.rollouts.files import Rollout, look
from codexctl.deliver.rollouts.mark import Mark
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.routes.route import Route, routes
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import rows_of
from codexctl.locations import Locations
from codexctl.settings.load import load
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import Span, TurnTrace
from codexctl.trace.turns.turn import Turn
from tests.bench.support.rollout_file import turns
from tests.deliver.conftest import configure
from tests.deliver.sink import Sink

TURNS_BEFORE = 140  # some 20 MB
MODES = ("metadata", "full", "redacted")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that we do, and the least that it could be; `least` says what that is."""

    name: str
    least: str
    floor: Callable[[], object]
    ours: Callable[[], object]


def steps(locations: Locations, sink: Sink) -> Iterator[Step]:
    """Reading on, projecting, storing and sending the last turn of a long session."""
    rollout, mark = _grown(locations.rollout_folders[0] / "rollout-long.jsonl")
    read = partial(_read, rollout, mark)
    yield Step("reading on", "`orjson.loads` of new lines", partial(_load, rollout, mark), read)
    (turn,) = read()
    for mode in MODES:
        local, remote = _routes(locations, sink, mode)
        project = partial(local.pipeline.trace, turn, Links(()))
        copy = partial(_copied, project().spans)
        yield Step(f"projection, {mode}", "copying the ready spans", copy, project)
    yield _storing(locations, local, project())
    yield from _sending(sink, remote, project())


def _grown(path: Path) -> tuple[Rollout, Mark]:
    """A long file that was read, and to which a turn was added since."""
    *before, last = islice(turns(), TURNS_BEFORE + 1)
    path.write_bytes(b"".join(before))
    then = look(path)
    assert then
    reading = Reading(then, None)
    assert sum(1 for _ in reading.turns(dead=False)) == TURNS_BEFORE
    with path.open("ab") as stream:
        stream.write(last)
    now = look(path)
    assert now
    return now, reading.mark()


def _read(rollout: Rollout, mark: Mark) -> list[Turn]:
    return list(Reading(rollout, mark).turns(dead=False))


def _load(rollout: Rollout, mark: Mark) -> None:
    with rollout.path.open("rb") as stream:
        stream.seek(mark.offset)
        for line in stream:
            orjson.loads(line)


def _routes(locations: Locations, sink: Sink, mode: str) -> list[Route]:
    """The local store and the sink, under one capture mode."""
    configure(locations, "local", f"sink={sink.url}")
    with locations.settings_toml.open("a") as settings:
        settings.write(f'\n[capture]\nmode = "{mode}"\n')
    return list(routes(load(locations.settings_toml), locations, {}))


def _copied(spans: tuple[Span, ...]) -> list[Span]:
    return [replace(span, attributes=dict(span.attributes)) for span in spans]


def _storing(locations: Locations, route: Route, trace: TurnTrace) -> Step:
    rows = rows_of(trace)
    path = locations.data_dir / "raw.db"
    LocalStore.open(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")

    def plain() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for name, many in (("turns", [rows.turn]), ("spans", rows.spans), ("steps", rows.steps)):
            marks = ",".join("?" * len(many[0]))
            raw.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", many)
        raw.execute("COMMIT")

    send = partial(route.destination.send, [trace])
    return Step("store", "`executemany` of ready rows", plain, send)


def _sending(sink: Sink, route: Route, trace: TurnTrace) -> Iterator[Step]:
    plain = encode(trace.spans, {})
    body = gzip.compress(plain, 6)
    there = urlsplit(sink.url)

    def post() -> None:
        connection = HTTPConnection(there.netloc)
        headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
        connection.request("POST", there.path, body, headers)
        assert connection.getresponse().status == 200
        connection.close()

    send = partial(route.destination.send, [trace])
    yield Step("send", "`http.client`, the body ready", post, send)
    yield Step(
        "… its encoding", "gzip alone", partial(gzip.compress, plain, 6), lambda: _body(trace)
    )


def _body(trace: TurnTrace) -> bytes:
    return gzip.compress(encode(trace.spans, {}), 6)
