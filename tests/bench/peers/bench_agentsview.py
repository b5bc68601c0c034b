"""agentsview 0.46.1 (PyPI, local viewer) beside codexctl: figures, and time to take sessions in.

`python -m tests.bench.peers.bench_agentsview [RELEASE…]`. Tokens and calls are compared on every
recording, or on those of these releases of Codex; the truth is what the laboratory's model server
served, and what a release wrote nowhere counts for nobody. Time is that of filling an empty store
from the same files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from codexctl.locations import locate
from tests.bench.peers import agreement
from tests.bench.peers.agreement import Figures, Thread
from tests.bench.peers.isolation import is_cut_off, run_cut_off
from tests.bench.peers.obtain import NotHere, from_pypi
from tests.bench.support.measure import interleaved, report, table
from tests.bench.support.rollout_file import write
from tests.deliver.conftest import configure

AGENTSVIEW = "agentsview==0.46.1"
MEGABYTES = 50
FILES = 25
ROUNDS = 3
RECORDINGS = Path(__file__).parents[2] / "recordings"
Threads = Mapping[str, Thread]


def main(releases: list[str]) -> None:
    """Measure and print, or say why not."""
    try:
        program = str(from_pypi(AGENTSVIEW) / "agentsview")
        if not is_cut_off():
            sys.exit(run_cut_off("tests.bench.peers.bench_agentsview", *releases))
    except NotHere as error:
        print(f"\nagentsview: skipped: {error}")
        return
    figures(program, releases or ["*"])
    taking_in(program)


def taking_in(program: str) -> None:
    """The same sessions into both stores, from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sessions = home / ".codex" / "sessions"
        sessions.mkdir(parents=True)
        for number in range(FILES):
            thread = f"{0x01A20000 + number:08x}-0000-7000-8000-{number:012x}"
            name = f"rollout-2026-11-20T12-00-00-{thread}.jsonl"
            write(sessions / name, MEGABYTES * 1_000_000 // FILES, thread=thread)
        configure(locate({"HOME": folder, "CODEXCTL_HOME": str(home / "ctl")}), "local")
        ours = [sys.executable, "-m", "codexctl", "trace"]
        runs = {
            "agentsview sync": partial(_fresh, home, [program, "sync"]),
            "trace export --all": partial(_fresh, home, [*ours, "export", "--all"]),
            "trace convert, summary-json": partial(
                _fresh, home, [*ours, "convert", "--format", "summary-json", str(sessions)]
            ),
        }
        times = interleaved(runs, ROUNDS)
    report(f"{MEGABYTES} MB in {FILES} sessions", times, "agentsview sync")


def _fresh(home: Path, command: list[str]) -> None:
    """Run a command in a home where neither store has been filled yet."""
    shutil.rmtree(home / ".agentsview", ignore_errors=True)
    for database in (home / "ctl").glob("*.db*"):
        database.unlink()
    environ = {
        "HOME": str(home),
        "CODEXCTL_HOME": str(home / "ctl"),
        "PATH": os.environ["PATH"],
        "AGENTSVIEW_NO_DAEMON": "1",
    }
    subprocess.run(command, env=environ, capture_output=True, check=True)


def figures(agentsview: str, releases: list[str]) -> None:
    """Compare, print who is right how often, then each kind of difference."""
    found = (path for release in releases for path in RECORDINGS.glob(f"{release}/*/expected.json"))
    folders = sorted(path.parent for path in found)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        files = agreement.gather(folders, home)
        ours, theirs = agreement.ours(home), agreement.agentsview(agentsview, home)
    threads = agreement.truth(folders)
    rows = [_row(figure, threads, ours, theirs) for figure in agreement.FIGURES]
    heads = ("served", "codexctl", "agentsview", "threads", "left out")
    table((f"{files} files, {len(threads)} threads", *heads, "ours right", "theirs right"), rows)
    differences(threads, ours, theirs)


def _row(figure: str, threads: Threads, ours: Figures, theirs: Figures) -> list[str]:
    """The sums of one figure, and of how many threads each tool has it right."""
    asked = {name: thread for name, thread in threads.items() if figure not in thread.unrecorded}
    of_ours = [(thread.true[figure], _said(ours, name, figure)) for name, thread in asked.items()]
    of_theirs = [
        (thread.true[figure], _said(theirs, name, figure)) for name, thread in asked.items()
    ]
    served, given, other = (
        f"{sum(values):,}"
        for values in (
            (true for true, _ in of_ours),
            (said for _, said in of_ours),
            (said for _, said in of_theirs),
        )
    )
    right, other_right = (
        str(sum(true == said for true, said in pairs)) for pairs in (of_ours, of_theirs)
    )
    if figure in agreement.NOT_TOLD:
        other = other_right = "–"
    left_out = str(len(threads) - len(asked))
    name = figure.replace("_", " ")
    return [name, served, given, other, str(len(asked)), left_out, right, other_right]


def differences(threads: Threads, ours: Figures, theirs: Figures) -> None:
    """Print one line for each scenario in which a tool is wrong, and in which releases."""
    of_kind: dict[tuple[str, ...], list[str]] = {}
    for name, thread in threads.items():
        for figure in ("input_tokens", "output_tokens", "tool_calls"):
            true = thread.true[figure]
            given, other = _said(ours, name, figure), _said(theirs, name, figure)
            if figure not in thread.unrecorded and not true == given == other:
                release, _, scenario = thread.recording.partition("/")
                key = (scenario, figure.replace("_", " "), str(true), str(given), str(other))
                of_kind.setdefault(key, []).append(release)
    rows = [(*key[:2], ", ".join(found), *key[2:]) for key, found in sorted(of_kind.items())]
    table(("scenario", "figure", "releases", "served", "codexctl", "agentsview"), rows, words=3)


def _said(figures: Figures, thread: str, figure: str) -> int:
    return figures[thread][figure] if thread in figures else 0


if __name__ == "__main__":
    main(sys.argv[1:])
