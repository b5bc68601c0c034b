"""agentsview 0.46.1 (PyPI, local viewer) beside codexctl: tokens, and time to take sessions in.

`python -m tests.bench.peers.bench_agentsview [RELEASE…]`. Tokens are compared on the recordings of
these releases of Codex (`all`, or by default the newest); the truth is what the laboratory's model
server served (`expected.json`), and tokens that a release wrote nowhere count for nobody. Time is
that of filling an empty store from the same files.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from codexctl.locations import locate
from tests.bench.measure import interleaved, report, table
from tests.bench.peers.isolation import is_cut_off, run_cut_off
from tests.bench.peers.obtain import NotHere, from_pypi
from tests.bench.rollout_file import write
from tests.deliver.conftest import configure
from tests.e2e.lab.binary import DEFAULT_VERSION

AGENTSVIEW = "agentsview==0.46.1"
MEGABYTES = 50
FILES = 25
ROUNDS = 3
RECORDINGS = Path(__file__).parents[2] / "recordings"
Tokens = tuple[int, int]


def main(releases: list[str]) -> None:
    """Measure and print, or say why not."""
    try:
        program = str(from_pypi(AGENTSVIEW) / "agentsview")
        if not is_cut_off():
            sys.exit(run_cut_off("tests.bench.peers.bench_agentsview", *releases))
    except NotHere as error:
        print(f"\nagentsview: skipped: {error}")
        return
    every = "all" in releases
    tokens(program, ["*"] if every else releases or [DEFAULT_VERSION])
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


def tokens(agentsview: str, releases: list[str]) -> None:
    """Compare, print a line a recording in which somebody is wrong, then the counts."""
    outcomes: Counter[str] = Counter()
    found = (path for release in releases for path in RECORDINGS.glob(f"{release}/*/expected.json"))
    for folder in sorted(path.parent for path in found):
        expected = json.loads((folder / "expected.json").read_text())
        turns = [turn for turn in expected["turns"] if "input_tokens" in turn]
        if any("input_tokens" in turn.get("unrecorded", ()) for turn in turns):
            outcomes["left out: the release did not write all usage down"] += 1
            continue
        billed = (_sum(turns, "input_tokens"), _sum(turns, "output_tokens"))
        with tempfile.TemporaryDirectory() as home:
            ours, theirs = _ours(folder), _agentsview(agentsview, folder, Path(home))
        outcomes[f"ours {_word(ours, billed)}, agentsview {_word(theirs, billed)}"] += 1
        if not ours == theirs == billed:
            name = folder.relative_to(RECORDINGS)
            print(f"{name}: billed {billed}, ours {ours}, agentsview {theirs}")
    table(("tokens", "recordings"), [(what, str(n)) for what, n in outcomes.most_common()])


def _word(tokens: Tokens, billed: Tokens) -> str:
    return "right" if tokens == billed else "wrong"


def _sum(turns: list[dict[str, Any]], key: str) -> int:
    return sum(turn.get(key) or 0 for turn in turns)


def _ours(folder: Path) -> Tokens:
    command = [sys.executable, "-m", "codexctl", "trace", "convert", "--format", "summary-json"]
    done = subprocess.run([*command, str(folder)], capture_output=True, check=False)
    turns = json.loads(done.stdout)["turns"]
    return _sum(turns, "input_tokens"), _sum(turns, "output_tokens")


def _agentsview(program: str, folder: Path, home: Path) -> Tokens:
    shutil.copytree(folder, home / ".codex", ignore=shutil.ignore_patterns("expected.json"))
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "AGENTSVIEW_NO_DAEMON": "1"}

    def call(*arguments: str) -> dict[str, Any]:
        """What a command says in JSON; nothing where it has nothing to say."""
        done = subprocess.run([program, *arguments], env=environ, capture_output=True, check=False)
        return dict(json.loads(done.stdout)) if done.stdout.startswith(b"{") else {}

    call("sync")
    # Its list of sessions wants a running server; the ids stand in its database.
    database = sqlite3.connect(home / ".agentsview" / "sessions.db")
    sessions = [name for (name,) in database.execute("SELECT id FROM sessions")]
    database.close()
    given = said = 0
    for session in sessions:
        # Without its subagents: those are sessions of their own, and would be counted twice.
        parts = call("session", "usage", session, "--own-only", "--json").get("breakdown") or []
        for part in parts:
            given += part["input_tokens"] + part["cache_read_input_tokens"]
            given += part["cache_creation_input_tokens"]
            said += part["output_tokens"]
    return given, said


if __name__ == "__main__":
    main(sys.argv[1:])
