"""What was served, what codexctl says and what agentsview says of each recorded thread.

The truth is each recording's `expected.json`, made from what the laboratory's model server served;
neither tool had a part in it. Both tools read the same copies in the same home.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKENS = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
FIGURES = (*TOKENS, "llm_calls", "tool_calls", "turns")
# What agentsview keeps nowhere: it knows messages, not turns, and no reasoning tokens of Codex.
NOT_TOLD = frozenset({"reasoning_output_tokens", "turns"})
Figures = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Thread:
    """A recorded thread: what is true of it, and what its release wrote nowhere."""

    recording: str
    true: Counter[str]
    unrecorded: frozenset[str]


def gather(folders: Iterable[Path], home: Path) -> int:
    """Copy the sessions of recordings into one Codex home; how many files there are."""
    for folder in folders:
        for name in ("sessions", "archived_sessions"):
            if (folder / name).is_dir():
                shutil.copytree(folder / name, home / ".codex" / name, dirs_exist_ok=True)
    return sum(path.is_file() for path in (home / ".codex").rglob("rollout-*"))


def truth(folders: Iterable[Path]) -> dict[str, Thread]:
    """What was served to each thread."""
    threads: dict[str, Thread] = {}
    for folder in folders:
        expected = json.loads((folder / "expected.json").read_text())
        of_thread: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for turn in expected["turns"]:
            of_thread[turn["thread_id"]].append(turn)
        untold = frozenset() if expected["turns_complete"] else frozenset({"turns"})
        for thread, turns in of_thread.items():
            missing = untold.union(*(turn.get("unrecorded", ()) for turn in turns))
            name = f"{folder.parent.name}/{folder.name}"
            threads[thread] = Thread(name, _summed(turns), missing)
    return threads


def ours(home: Path) -> Figures:
    """What `trace convert` says of each thread."""
    command = [sys.executable, "-m", "codexctl", "trace", "convert", "--format", "summary-json"]
    folders = [str(path) for path in sorted((home / ".codex").glob("*sessions"))]
    environ = {"HOME": str(home), "CODEXCTL_HOME": str(home / "ctl"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([*command, *folders], env=environ, capture_output=True, check=True)
    of_thread: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for turn in json.loads(done.stdout)["turns"]:
        of_thread[turn["thread_id"]].append(turn)
    return {thread: _summed(turns) for thread, turns in of_thread.items()}


def agentsview(program: str, home: Path) -> Figures:
    """What agentsview has of each thread in its database after one `sync`.

    The sums are those of its `usage daily`, which cannot be asked by thread.
    """
    environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "AGENTSVIEW_NO_DAEMON": "1"}
    subprocess.run([program, "sync"], env=environ, capture_output=True, check=True)
    database = sqlite3.connect(home / ".agentsview" / "sessions.db")
    figures: dict[str, Counter[str]] = defaultdict(Counter)
    for session, usage in database.execute(
        "SELECT session_id, token_usage FROM messages WHERE token_usage <> ''"
    ):
        part = json.loads(usage)
        cached = part.get("cache_read_input_tokens", 0)
        figures[_thread(session)] += Counter(
            input_tokens=part["input_tokens"] + cached,
            cached_input_tokens=cached,
            output_tokens=part["output_tokens"],
            llm_calls=1,
        )
    for (session,) in database.execute("SELECT session_id FROM tool_calls"):
        figures[_thread(session)]["tool_calls"] += 1
    database.close()
    return figures


def _thread(session: str) -> str:
    """The thread of a session of theirs: `codex:THREAD`, or `codex:THREAD_PAGE` after a revert."""
    return session.removeprefix("codex:").partition("_")[0]


def _summed(turns: list[dict[str, Any]]) -> Counter[str]:
    sums = Counter({name: sum(turn.get(name) or 0 for turn in turns) for name in FIGURES})
    sums["turns"] = len(turns)
    return sums
