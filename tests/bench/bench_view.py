"""The local view over 160,000 sessions and a million spans: its start, its pages, its memory.

`python -m tests.bench.bench_view [SESSIONS]`. The store is made on the first run (many minutes) and
kept; see `support/many/store.py`. What a browser sees is measured with the system's Chromium where
there is one. Then what the roll-up and the search index cost a worker that stores turns, beside the
commit before there were any, both in turn.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from codexctl.deliver.store.local_store import LocalStore
from tests.bench.support import browser_times
from tests.bench.support.many import store as made
from tests.bench.support.many.texts import PROJECTS, RARE
from tests.bench.support.measure import compiled, quartiles, table
from tests.bench.support.visits import Served, copied, long_turns, served

ROUNDS = 15
STARTS = 5
BATCH = 100
# The last commit whose store keeps neither sums nor a search index.
BEFORE = "56c4d57"
_HERE = Path(__file__).parents[2]
_WRITER = Path(__file__).parent / "support" / "many" / "writer.py"


def main(sessions: int) -> None:
    """Measure and print."""
    compiled()
    home = copied(made.home(sessions), made.CACHE / f"measured-{sessions}")
    up_to_date = LocalStore.open(home / "traces.db")
    up_to_date.close()
    rows = [*answers(home), *browser_times.rows(home)]
    table((f"{sessions:,} sessions", "median", "quartiles", "at most"), rows)
    table(("storing a session's turns", "median ms", "quartiles"), writes())


def answers(home: Path) -> Iterator[tuple[str, str, str, str]]:
    """What a client without a browser sees."""
    starts = []
    for _ in range(STARTS):
        with served(home) as view:
            starts.append(view.started_ms)
    yield _row("address printed after start", starts, 500)
    with served(home) as view:
        view.whole("/")
        for name, path, most, ask in _asked(home):
            try:
                yield _row(name, [ask(view, path) for _ in range(ROUNDS)], most)
            except RuntimeError as error:
                yield name, "–", str(error), f"{most} ms"
        yield "memory of the server", f"{view.most_memory_mb():.0f} MB", "", "150 MB"


Ask = Callable[[Served, str], float]


def _asked(home: Path) -> Iterator[tuple[str, str, float, Ask]]:
    long = long_turns(home)
    project = quote(PROJECTS[3])
    yield "list, first byte", "/", 20, Served.first_byte
    yield "list of one project", f"/?project={project}", 20, Served.first_byte
    yield "list of failed turns", "/?status=failed", 20, Served.first_byte
    yield "list until a day a year ago", "/?until=2025-11-20", 20, Served.first_byte
    yield "stats by day", "/stats", 50, Served.whole
    yield "stats by model", "/stats?by=model", 50, Served.whole
    yield "stats of one project by tool", f"/stats?by=tool&project={project}", 50, Served.whole
    yield "search, few hits", f"/search?text={RARE[-1]}", 100, Served.whole
    yield "search, many hits", "/search?text=timeout", 100, Served.whole
    yield "search, two words", "/search?text=flaky+zephyrine", 100, Served.whole
    yield "turn of 5,000 spans", f"/turn/{long['5000']}", 100, Served.whole
    yield "turn of 20,000 spans, first byte", f"/turn/{long['20000']}", 100, Served.first_byte


def _row(name: str, times: list[float], most: float) -> tuple[str, str, str, str]:
    low, median, high = quartiles(times)
    return name, f"{median:.1f} ms", f"{low:.1f} … {high:.1f}", f"{most:g} ms"


def writes() -> Iterator[tuple[str, str, str]]:
    """What a worker's turns cost in processor time, with roll-up and index and without."""
    before = made.CACHE / f"before-{BEFORE}"
    if not before.exists() and not _checked_out(before):
        yield f"skipped: this checkout does not have {BEFORE}", "", ""
        return
    times: dict[str, list[float]] = {"without": [], "with": []}
    with (
        tempfile.TemporaryDirectory() as folder,
        _writer(before, Path(folder, "before.db")) as old,
        _writer(_HERE, Path(folder, "now.db")) as new,
    ):
        for number in range(ROUNDS + 1):
            for name, ask in (("without", old), ("with", new)):
                took = ask(number * BATCH, BATCH)
                times[name] += [took] if number else []
    for name, found in times.items():
        low, median, high = quartiles([took / BATCH for took in found])
        yield f"{name} roll-up and index", f"{median:.2f}", f"{low:.2f} … {high:.2f}"
    ratio = statistics.median(times["with"]) / statistics.median(times["without"])
    yield "ratio (at most 1.15)", f"{ratio:.2f}", ""


def _checked_out(folder: Path) -> bool:
    """Put the code of `BEFORE` into a folder; whether there is any."""
    git = ["git", "-C", str(_HERE), "archive", BEFORE, "codexctl", "tests/bench", "tests/deliver"]
    packed = subprocess.run([*git, "tests/__init__.py"], capture_output=True, check=False)
    if packed.returncode:
        return False
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return True


@contextmanager
def _writer(checkout: Path, store: Path) -> Iterator[Callable[[int, int], float]]:
    """A process that stores batches with the code of a checkout."""
    command = [sys.executable, "-P", str(_WRITER), str(store)]
    environ = {**os.environ, "PYTHONPATH": str(checkout)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        to, back = process.stdin, process.stdout

        def ask(first: int, count: int) -> float:
            to.write(f"{first} {count}\n")
            to.flush()
            return float(back.readline())

        yield ask
        to.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else made.SESSIONS)
