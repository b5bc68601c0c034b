"""Two hours of use in a few minutes: 10,000 turns in 200 sessions, eight of them at a time.

`python -m tests.bench.bench_soak [--turns N]`. After every 25 turns Codex's hook is run, which
starts a worker; that delivers to the local store and to an OTLP sink. A second codexctl follows
the same sessions with one `trace watch` that lives all the time. Told are memory, open files and
cost of the first tenth beside the last, and whether every span arrived once.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from codexctl.codex.hooks.command import render_script
from codexctl.locations import Locations, locate
from tests.bench.support.measure import table
from tests.bench.support.processes import (
    Ended,
    adopt_orphans,
    children,
    cpu_s,
    memory_mb,
    open_files,
    wait_for,
)
from tests.bench.support.rollout_file import turns
from tests.deliver.conftest import configure
from tests.deliver.sink import Sink

TURNS = 10_000
BATCH = 25
AT_A_TIME = 8
TURNS_A_SESSION = 50
CALLS = 2
SPANS_A_TURN = 1 + CALLS + 1 + CALLS  # agent; a model call before each tool call and one after
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch cost. Times are milliseconds, memory is MB."""

    worker_cpu_a_turn: float
    gone_after: float
    worker_memory: float
    worker_files: float
    watch_memory: float
    watch_files: float


HEADS = (
    "worker: processor ms a turn",
    "hook until its worker is gone: ms a batch",
    "worker: most memory, MB",
    "worker: most open files",
    "trace watch: memory, MB",
    "trace watch: open files",
)


def main(wanted: int) -> None:
    """Soak and print."""
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder, Sink() as sink:
        hooked, watched = _home(Path(folder), "hooked"), _home(Path(folder), "watched")
        configure(hooked, "local", f"sink={sink.url}")
        configure(watched, "local")
        hooked.hook_script.write_text(render_script(sys.executable, hooked))
        hook = partial(_run_hook, hooked)
        watching = subprocess.Popen(
            [sys.executable, "-m", "codexctl", "trace", "watch"],
            env=_environment(watched),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        began, work = time.monotonic(), _appended(hooked.rollout_folders[0])
        batches = [
            _batch(number, work, hook, sink, watching.pid) for number in range(wanted // BATCH)
        ]
        took = time.monotonic() - began
        _wait_until(lambda: _spans(watched)[0] >= wanted * SPANS_A_TURN)
        used = cpu_s(watching.pid)
        watching.terminate()
        watching.wait()
        _tell(batches, wanted, took)
        print(f"\ntrace watch used {used * 1000 / wanted:.2f} ms of processor time a turn")
        _check(hooked, watched, sink, wanted)


def _batch(
    number: int, work: Iterator[None], hook: Callable[[], None], sink: Sink, watching: int
) -> Batch:
    """Some turns end; the hook is run; its worker comes and goes."""
    for _ in range(BATCH):
        next(work)
    began = time.monotonic()
    hook()
    due = (number + 1) * BATCH * SPANS_A_TURN
    ended = list(_until_alone(watching))
    _wait_until(lambda: len(sink.spans) >= due)
    gone = time.monotonic() - began
    sink.requests.clear()
    sink.headers.clear()
    return Batch(
        1000 * sum(process.cpu_s for process in ended) / BATCH,
        1000 * gone,
        max(process.peak_mb for process in ended),
        max(process.files for process in ended),
        memory_mb(watching),
        open_files(watching),
    )


def _until_alone(watching: int) -> Iterator[Ended]:
    """Wait for whatever the hook left behind: its shell, which pauses, and then the worker."""
    while others := [pid for pid in children() if pid != watching]:
        yield from map(wait_for, others)


def _appended(folder: Path) -> Iterator[None]:
    """Append a turn to one open session after the other, with new ones for those that are full."""
    numbers = count()
    sessions = [_session(folder, next(numbers)) for _ in range(AT_A_TIME)]
    while True:
        for place, session in enumerate(sessions):
            if next(session, "full") == "full":
                sessions[place] = _session(folder, next(numbers))
                next(sessions[place])
            yield


def _session(folder: Path, number: int) -> Iterator[None]:
    thread = f"{0x01A20000 + number:08x}-0000-7000-8000-{number:012x}"
    path = folder / f"rollout-2026-11-20T12-00-00-{thread}.jsonl"
    whole = turns(calls_a_turn=CALLS, thread=thread, output="fine\n" * 100, cipher="gAAAA" * 100)
    for _ in range(TURNS_A_SESSION):
        with path.open("ab") as stream:
            stream.write(next(whole))
        yield


def _tell(batches: list[Batch], wanted: int, took: float) -> None:
    first, middle, last = (_tenth(batches, number) for number in (0, 4, 9))
    rows = [
        (head, f"{a:.1f}", f"{b:.1f}", f"{c:.1f}", f"{c / a:.2f}")
        for head, a, b, c in zip(HEADS, first, middle, last, strict=True)
    ]
    title = f"{wanted} turns in {took:.0f} s"
    table((title, "first tenth", "fifth", "last", "last / first"), rows)


def _tenth(batches: list[Batch], number: int) -> list[float]:
    """The medians of a tenth of all batches."""
    size = max(1, len(batches) // 10)
    some = batches[number * size : (number + 1) * size]
    return [median(column) for column in zip(*map(astuple, some), strict=True)]


def _check(hooked: Locations, watched: Locations, sink: Sink, wanted: int) -> None:
    """Compare what arrived with what was written; raises AssertionError if they differ."""
    spans = wanted * SPANS_A_TURN
    twice = [span for span, times in Counter(sink.spans).items() if times > 1]
    stores = {"the hook's store": _spans(hooked), "trace watch's store": _spans(watched)}
    print(f"\nspans produced {spans}; at the sink {len(sink.spans)}, of these twice {len(twice)}")
    for name, (number, _) in stores.items():
        print(f"{name}: {number}")
    assert not twice
    assert len(sink.spans) == spans
    assert all(found == (spans, {*sink.spans}) for found in stores.values())
    for where, name in ((hooked, "local"), (hooked, "sink"), (watched, "local")):
        acknowledged = _acknowledged(where, name)
        print(f"turns acknowledged, {where.data_dir.name}, {name}: {acknowledged}")
        assert acknowledged == wanted


def _home(root: Path, name: str) -> Locations:
    (root / "codex" / "sessions").mkdir(parents=True, exist_ok=True)
    places = {"HOME": root, "CODEX_HOME": root / "codex", "CODEXCTL_HOME": root / name}
    return locate({key: str(path) for key, path in places.items()})


def _environment(locations: Locations) -> dict[str, str]:
    return os.environ | {
        "HOME": str(locations.home),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
    }


def _run_hook(locations: Locations) -> None:
    command = ["/bin/sh", str(locations.hook_script), "Stop"]
    subprocess.run(command, env=_environment(locations), stdin=subprocess.DEVNULL, check=True)


def _spans(locations: Locations) -> tuple[int, set[str]]:
    """How many spans a store holds, and their ids."""
    if not locations.traces_db.exists():
        return 0, set()
    store = sqlite3.connect(locations.traces_db, timeout=30)
    try:
        ids = [span for (span,) in store.execute("SELECT span_id FROM spans")]
    finally:
        store.close()
    return len(ids), set(ids)


def _acknowledged(locations: Locations, destination: str) -> int:
    cursors = sqlite3.connect(locations.cursors_db, timeout=30)
    try:
        question = "SELECT count(*) FROM acknowledged WHERE destination=? AND refused=''"
        return int(cursors.execute(question, (destination,)).fetchone()[0])
    finally:
        cursors.close()


def _wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.005)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Two hours of use in a few minutes.")
    parser.add_argument("--turns", type=int, default=TURNS)
    main(parser.parse_args().turns)
