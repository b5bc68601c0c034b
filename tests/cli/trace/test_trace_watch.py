"""`trace watch` prints turns as they end: a line each, whoever delivers them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from codexctl.deliver.rollouts.replay import demo_turn
from tests.cli.conftest import MEASURED, Shell
from tests.deliver.conftest import configure

SCHEMA = json.loads(
    (files("codexctl.schemas") / "output" / "trace" / "turns.schema.json").read_text("utf-8")
)


@contextmanager
def watching(shell: Shell, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command, running; it ends with the block."""
    command = [sys.executable, "-m", "codexctl", "trace", "watch", "--interval", "0.05", *options]
    with subprocess.Popen(
        command,
        env={**shell.environ, **MEASURED},
        cwd=shell.cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert "Following" in process.stderr.readline()
        yield process
        process.terminate()


def line(process: subprocess.Popen[str]) -> str:
    """The next line that it prints: it comes, or the test's own time is over."""
    assert process.stdout
    return process.stdout.readline()


def turn_ends(shell: Shell, *, whole: bool = True, ended_s: int = 1, last: str = "f") -> str:
    """A turn that has just ended in a session of its own; gives its thread."""
    recorded, lines = demo_turn(time.time_ns() + ended_s * 10**9)
    thread_id = recorded[:-1] + last
    lines = lines.replace(recorded.encode(), thread_id.encode())
    if not whole:
        lines = lines[: lines.rindex(b"\n", 0, lines.index(b'"task_complete"')) + 1]
    day = shell.locations.rollout_folders[0] / "2026" / "01" / "01"
    day.mkdir(parents=True, exist_ok=True)
    (day / f"rollout-2026-01-01T00-00-00-{thread_id}.jsonl").write_bytes(lines)
    return thread_id


@pytest.mark.parametrize("settings", [["local"], []], ids=["local", "nowhere"])
def test_a_turn_is_a_line_of_json_when_it_ends(shell: Shell, settings: list[str]) -> None:
    configure(shell.locations, *settings)
    with watching(shell, "--json") as process:
        thread_id = turn_ends(shell)
        turn = json.loads(line(process))
    assert (turn["thread_id"], turn["status"]) == (thread_id, "completed")
    Draft202012Validator(SCHEMA).validate({"schema": "codexctl.turns/1", "turns": [turn]})
    if settings:
        (listed,) = shell.run("trace", "list", "--json").json["turns"]
        assert turn == listed


def test_a_turn_is_a_line_of_the_list_when_it_ends(shell: Shell) -> None:
    configure(shell.locations, "local")
    with watching(shell) as process:
        turn_ends(shell)
        printed = line(process)
    assert printed == shell.run("trace", "list").out.splitlines(keepends=True)[1]


def test_a_turn_that_another_worker_delivers_is_printed_too(shell: Shell) -> None:
    configure(shell.locations, "local")
    with watching(shell, "--json") as process:
        thread_id = turn_ends(shell)
        shell.run("trace", "export")
        assert json.loads(line(process))["thread_id"] == thread_id


def test_a_killed_turn_is_printed_when_it_is_given_up(shell: Shell) -> None:
    configure(shell.locations, "local")
    with watching(shell, "--json") as process:
        turn_ends(shell, whole=False)
        assert json.loads(line(process))["status"] == "incomplete"


def test_turns_from_before_are_not_printed(shell: Shell) -> None:
    configure(shell.locations, "local")
    before = turn_ends(shell, ended_s=-60, last="e")
    with watching(shell, "--json") as process:
        (path,) = shell.locations.rollout_folders[0].rglob("*.jsonl")
        os.utime(path)  # it was only touched
        time.sleep(0.3)
        after = turn_ends(shell)
        assert json.loads(line(process))["thread_id"] == after != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_pipes_among_the_sessions_keep_nobody_waiting_who_follows(shell: Shell) -> None:
    """One that is there, and one that comes while it follows."""
    configure(shell.locations, "local")
    folder = shell.locations.rollout_folders[0]
    folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / "rollout-5973b6c0-94b8-487b-a530-2aeb6098ae0e.jsonl")
    with watching(shell, "--json") as process:
        os.mkfifo(folder / "rollout-5973b6c0-94b8-487b-a530-2aeb6098ae0f.jsonl")
        thread = turn_ends(shell)
        assert json.loads(line(process))["thread_id"] == thread
