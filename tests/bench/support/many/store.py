"""A local store of 160,000 sessions and a million spans, made once and kept.

`python -m tests.bench.support.many.store [SESSIONS]` makes it (minutes) and prints where it is:
`.cache/view/sessions-N/traces.db` beside this checkout. It is a whole home: give its folder as
CODEXCTL_HOME. It is written by the store's own code, so a store that was made before the code
changed its tables is brought up to date like any other; delete the folder to make it anew. To use
one that is there already, copy its folder (`cp --reflink=auto -r`), for who opens it may change it.

Beside the sessions there is a turn of 5,000 spans and one of 20,000, whose trace ids are in
`long-turns.json` by their size.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import TurnRows, rows_of
from codexctl.locations import locate
from codexctl.redact.masker import compile_rules
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import TurnTrace
from tests.bench.support.many.sessions import Session, long_turn, sessions
from tests.deliver.conftest import configure

SESSIONS = 160_000
LONG = (5_000, 20_000)
CACHE = Path(__file__).parents[4] / ".cache" / "view"
_AT_A_TIME = 500
_ADDRESSES = {"openai": ("api.openai.com", 443)}


def pipeline() -> Pipeline:
    """The way to spans that lets everything through: what is made up need not be masked."""
    limits = CaptureLimits(CaptureMode.full, frozenset())
    return Pipeline(Capture(limits, compile_rules({"rule": []})), _ADDRESSES)


def home(count: int = SESSIONS) -> Path:
    """A home whose store holds so many sessions and the long turns; made if it is not there."""
    folder = CACHE / f"sessions-{count}"
    if not (folder / "long-turns.json").exists():
        (folder / "traces.db").unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        configure(locate({"HOME": str(folder), "CODEXCTL_HOME": str(folder)}), "local")
        long = fill(folder / "traces.db", count)
        (folder / "long-turns.json").write_text(json.dumps(long))
    return folder


def fill(path: Path, count: int) -> dict[str, str]:
    """Store the sessions, and the long turns; gives the trace ids of those by their size."""
    store = LocalStore.open(path)
    try:
        for first in range(0, count, _AT_A_TIME):
            store.store(rows(min(_AT_A_TIME, count - first), first))
        long = {str(size): pipeline().trace(long_turn(size), Links()) for size in LONG}
        store.store(map(rows_of, long.values()))
    finally:
        store.close()
    return {size: str(trace.summary["trace_id"]) for size, trace in long.items()}


def traces(count: int, first: int = 0) -> Iterator[TurnTrace]:
    """The turns of so many sessions, as a destination is given them."""
    way = pipeline()
    for some in sessions(first, first + count):
        yield from traced(some, way)


def traced(some: Session, way: Pipeline) -> Iterator[TurnTrace]:
    """The turns of one session."""
    links = Links(some.links)
    return (way.trace(turn, links) for turn in some.turns)


def rows(count: int, first: int = 0) -> list[TurnRows]:
    """The same as rows of the store, ready to be written."""
    return [rows_of(trace) for trace in traces(count, first)]


if __name__ == "__main__":
    began = time.monotonic()
    print(home(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS) / "traces.db")
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
