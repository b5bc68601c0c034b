"""agentsview 0.46.1 (PyPI, local viewer) beside `codexctl view`: start, first page, sums, search.

`python -m tests.bench.peers.bench_agentsview_pages [SESSIONS]`. Both have read the same rollouts
before; their servers run side by side, without a network, and are asked in turn. Each is asked for
what its own page loads: agentsview's pages are made by scripts from several answers, ours are sent
as they are, so the browser's time until the first session is to be seen is the fairer row.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from codexctl.locations import locate
from tests.bench.peers.bench_agentsview import AGENTSVIEW
from tests.bench.peers.isolation import is_cut_off, run_cut_off
from tests.bench.peers.obtain import NotHere, from_pypi
from tests.bench.support.browser_times import until_shown
from tests.bench.support.many import rollouts
from tests.bench.support.measure import compiled, interleaved, quartiles, table
from tests.bench.support.visits import Served, served
from tests.deliver.conftest import configure

SESSIONS = 5_000
ROUNDS = 9
_YEARS = "from=2024-11-20&to=2026-11-26&timezone=UTC&include_one_shot=true"
# What agentsview's own page asks for, and what is shown of ours for the same.
_ASKED = (
    ("newest sessions", "/api/v1/sessions/sidebar-index?include_one_shot=true&limit=100", "/"),
    ("tokens and cost by day", f"/api/v1/usage/summary?{_YEARS}", "/stats?by=day"),
    ("search, many hits", "/api/v1/search?q=timeout&limit=50", "/search?text=timeout"),
    ("search, few hits", "/api/v1/search?q=kelvinoid&limit=50", "/search?text=kelvinoid"),
)


def main(sessions: int) -> None:
    """Measure and print, or say why not."""
    try:
        program = str(from_pypi(AGENTSVIEW) / "agentsview")
        if not is_cut_off():
            sys.exit(run_cut_off("tests.bench.peers.bench_agentsview_pages", str(sessions)))
    except NotHere as error:
        print(f"\nagentsview: skipped: {error}")
        return
    compiled()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rollouts.write(home / ".codex" / "sessions", sessions)
        configure(locate({"HOME": folder, "CODEXCTL_HOME": str(home / "ctl")}), "local")
        rows = [
            _row("rollouts into an empty store", *_taken_in(program, home), "s", 1000),
            _row("start until a page answers, nothing new", *_starts(program, home), "ms"),
            *_pages(program, home),
        ]
    heads = (f"{sessions:,} sessions", "codexctl", "agentsview", "ratio")
    table(heads, rows)


def _taken_in(program: str, home: Path) -> tuple[list[float], list[float]]:
    ours = [sys.executable, "-m", "codexctl", "trace", "export", "--all"]
    return _timed(home, ours), _timed(home, [program, "sync"])


def _timed(home: Path, command: list[str]) -> list[float]:
    began = time.perf_counter()
    subprocess.run(command, env=_environ(home), capture_output=True, check=True)
    return [(time.perf_counter() - began) * 1000]


def _starts(program: str, home: Path) -> tuple[list[float], list[float]]:
    def ours() -> None:
        with served(home / "ctl", home) as view:
            view.whole("/")

    def theirs() -> None:
        with _theirs(program, home):
            pass

    times = interleaved({"ours": ours, "theirs": theirs}, 3)
    return times["ours"], times["theirs"]


def _pages(program: str, home: Path) -> Iterator[tuple[str, ...]]:
    with served(home / "ctl", home) as view, _theirs(program, home) as port:
        for name, theirs, ours in _ASKED:
            asked: dict[str, Callable[[], object]] = {
                "ours": partial(view.whole, ours),
                "theirs": partial(_ask, port, theirs),
            }
            try:
                times = interleaved(asked, ROUNDS)
            except RuntimeError as error:
                yield name, f"– ({error})", "", ""
                continue
            yield _row(name, times["ours"], times["theirs"], "ms")
        yield from _in_a_browser(view, f"http://127.0.0.1:{port}")


def _in_a_browser(view: Served, theirs: str) -> Iterator[tuple[str, ...]]:
    name = "in a browser, until the first session shows"
    with until_shown() as shown:
        if shown is None:
            yield name, "skipped: no chromium or no playwright", "", ""
            return
        asked: dict[str, Callable[[], float]] = {
            "ours": partial(shown, view.origin + "/", "#rows [data-row]", view.cookie),
            "theirs": partial(shown, theirs + "/", ".session-item", ""),
        }
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for number in range(ROUNDS + 1):
            for who, ask in asked.items():
                took = ask()
                times[who] += [took] if number else []
    yield _row(name, times["ours"], times["theirs"], "ms")


@contextmanager
def _theirs(program: str, home: Path) -> Iterator[int]:
    """Agentsview's server; gives its port once it answers."""
    command = [program, "serve", "--no-browser", "--no-update-check", "--port", "18970"]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, env=_environ(home), stdout=nowhere, stderr=nowhere)
    try:
        while process.poll() is None:
            try:
                _ask(18970, "/api/v1/version")
                break
            except OSError:
                time.sleep(0.01)
        yield 18970
    finally:
        process.terminate()
        process.wait(30)


def _ask(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}: {json.dumps(body[:200].decode())}")


def _environ(home: Path) -> dict[str, str]:
    ours = {"HOME": str(home), "CODEXCTL_HOME": str(home / "ctl")}
    return {**ours, "PATH": os.environ["PATH"], "AGENTSVIEW_NO_DAEMON": "1"}


def _row(
    name: str, ours: list[float], theirs: list[float], unit: str, size: int = 1
) -> tuple[str, ...]:
    (_, our, _), (_, their, _) = quartiles(ours), quartiles(theirs)
    told = (f"{value / size:.1f} {unit}" for value in (our, their))
    return name, *told, f"{our / their:.2f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS)
