"""Tokens of every recording beside what was billed: ours, and agentsview's (PyPI, local viewer).

`python -m tests.bench.peers.bench_agentsview PATH_OF_AGENTSVIEW`, after, in a folder of its own,
`python -m venv v && v/bin/pip install agentsview==0.46.1`. The truth is what the laboratory's
model server served (`expected.json`); tokens that a release wrote nowhere count for nobody.
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
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[2] / "recordings"
Tokens = tuple[int, int]


def main(agentsview: str) -> None:
    """Compare, print a line a recording in which somebody is wrong, then the counts."""
    outcomes: Counter[str] = Counter()
    for folder in sorted(path.parent for path in RECORDINGS.glob("*/*/expected.json")):
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
    print()
    for outcome, count in outcomes.most_common():
        print(f"{count:5}  {outcome}")


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
        for part in call("session", "usage", session, "--json").get("breakdown") or []:
            given += part["input_tokens"] + part["cache_read_input_tokens"]
            given += part["cache_creation_input_tokens"]
            said += part["output_tokens"]
    return given, said


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
