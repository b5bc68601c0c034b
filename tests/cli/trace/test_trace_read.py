"""`trace list`, `show` and `stats` as programs."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.values import instant, rfc3339
from tests.cli.conftest import Shell
from tests.deliver.conftest import record
from tests.trace.recorded import RECORDINGS, traces
from tests.view.handmade import MAIN, traces_of
from tests.view.stories import STORIES


@pytest.fixture
def told(tmp_path: Path) -> list[TurnTrace]:
    """The turns of some stories and of a recorded session."""
    found = list(traces(RECORDINGS / "0.169.0" / "shell-failed"))
    for name in ("work", "bad-ends"):
        folder = tmp_path / f"story-{name}"
        folder.mkdir()
        found += traces_of(STORIES[name](), folder)
    return found


@pytest.fixture
def store(shell: Shell, told: list[TurnTrace]) -> Shell:
    """A machine whose local store holds them."""
    put(shell, told)
    return shell


def put(shell: Shell, told: list[TurnTrace]) -> None:
    store = LocalStore.open(shell.locations.traces_db)
    store.send(told)
    store.close()


def listed(store: Shell, *options: str) -> list[dict[str, Any]]:
    done = store.run("trace", "list", "--json", *options)
    assert (done.code, done.err) == (0, "")
    assert done.json["schema"] == "codexctl.turns/1"
    turns: list[dict[str, Any]] = done.json["turns"]
    return turns


def on_a_terminal(shell: Shell, *arguments: str, rows: int = 24, **environ: str) -> str:
    """What a person sees who runs the command on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "codexctl", *arguments],
        env={**shell.environ, "TERM": "xterm", **environ},
        cwd=shell.cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while select.select([ours], [], [], 60)[0] and (piece := os.read(ours, 65536)):
            seen += piece
    except OSError:  # the terminal is gone when the last program that used it is
        pass
    os.close(ours)
    assert process.wait(30) == 0
    return seen.decode().replace("\r\n", "\n")


def test_turns_are_listed_the_newest_first(store: Shell, told: list[TurnTrace]) -> None:
    turns = listed(store)
    assert [turn["started_at"] for turn in turns] == sorted(
        (str(trace.summary["started_at"]) for trace in told), reverse=True
    )
    assert len(listed(store, "--limit", "2")) == 2
    done = store.run("trace", "list")
    assert len(done.out.splitlines()) == len(told) + 1


def test_every_filter_narrows_the_list(store: Shell) -> None:
    assert {turn["status"] for turn in listed(store, "--status", "failed")} == {"failed"}
    assert {turn["session_id"] for turn in listed(store, "--session", MAIN[:20])} == {MAIN}
    assert {turn["model"] for turn in listed(store, "--model", "gpt-5.5")} == {"gpt-5.5"}
    assert listed(store, "--model", "gpt-5") == []
    assert len(listed(store, "--cwd", "/home/dev/shop")) == 4
    assert len(listed(store, "--since", "2026-11-19T00:00+00:00")) == 1
    assert len(listed(store, "--until", "2026-11-19T00:00+00:00")) == 4
    assert len(listed(store, "--since", "2026-11-18", "--until", "2026-11-19T12:00Z")) == 4


def test_how_long_ago_is_a_time_too(shell: Shell, tmp_path: Path) -> None:
    session = STORIES["bad-ends"]()
    for one in session:
        shift = time.time_ns() // 1_000_000 - one.at_ms - 3_600_000
        one.lines = [moved(line, shift) for line in one.lines]
    folder = tmp_path / "recent"
    folder.mkdir()
    put(shell, traces_of(session, folder))
    assert len(listed(shell, "--since", "2h")) == 3
    assert listed(shell, "--since", "30m") == []
    assert len(listed(shell, "--until", "30m")) == 3


def moved(line: bytes, by_ms: int) -> bytes:
    record = json.loads(line)
    record["timestamp"] = rfc3339((instant(record["timestamp"]) or 0) + by_ms * 1_000_000)
    return json.dumps(record).encode() + b"\n"


def test_a_folder_is_taken_as_it_is_seen_from_here(shell: Shell, tmp_path: Path) -> None:
    session = STORIES["bad-ends"]()
    here = str(shell.cwd).encode()
    for one in session:
        one.lines = [line.replace(b"/home/dev/shop", here + b"/shop") for line in one.lines]
    folder = tmp_path / "here"
    folder.mkdir()
    put(shell, traces_of(session, folder))
    for name in (".", "shop", "../work/shop", str(shell.cwd)):
        assert len(listed(shell, "--cwd", name)) == 3
    assert listed(shell, "--cwd", "sho") == []


@pytest.mark.parametrize("text", ["yesterday", "7", "2026-13-01", "7y", "9" * 30, "-1d"])
def test_what_is_no_time_is_said_so(shell: Shell, text: str) -> None:
    done = shell.run("trace", "list", f"--since={text}")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"codexctl: {text!r} is not a date or time\nhint: ")


def test_an_unknown_status_is_wrong_usage(shell: Shell) -> None:
    assert shell.run("trace", "list", "--status", "great").code == 2


def test_an_empty_list_says_what_to_do(shell: Shell, store: Shell) -> None:
    done = store.run("trace", "list", "--model", "none")
    assert (done.code, done.out) == (0, "")
    assert "codexctl trace list" in done.err


def test_before_the_first_turn_there_is_nothing_and_nothing_is_made(shell: Shell) -> None:
    for command in ("list", "stats"):
        done = shell.run("trace", command)
        assert (done.code, done.out) == (0, "")
        assert "No turns yet" in done.err
    done = shell.run("trace", "show")
    assert (done.code, done.out) == (1, "")
    assert not shell.locations.traces_db.exists()


def test_a_trace_is_shown_by_the_first_digits_of_its_id(
    store: Shell, told: list[TurnTrace]
) -> None:
    trace_id = str(told[-1].summary["trace_id"])
    done = store.run("trace", "show", trace_id[:8].upper())
    assert done.code == 0
    assert trace_id in done.out
    assert "Get killed." in done.out
    spans = store.run("trace", "show", trace_id, "--json").json
    assert spans["schema"] == "codexctl.spans/1"
    assert {span["trace_id"] for span in spans["spans"]} == {trace_id}


def test_without_an_id_the_newest_is_shown(store: Shell) -> None:
    newest = listed(store, "--limit", "1")[0]["trace_id"]
    assert newest in store.run("trace", "show").out


def test_a_trace_that_is_not_there_is_named(store: Shell) -> None:
    done = store.run("trace", "show", "ffffffff")
    assert (done.code, done.out) == (1, "")
    assert done.err == "codexctl: no trace ffffffff in the local store\nhint: codexctl trace list\n"


def test_an_id_that_several_traces_begin_with_is_not_enough(
    shell: Shell, told: list[TurnTrace]
) -> None:
    ids = ("ab" + "0" * 30, "ab" + "1" * 30)
    alike = [
        replace(trace, summary={**trace.summary, "trace_id": trace_id})
        for trace, trace_id in zip(told, ids, strict=False)
    ]
    put(shell, alike)
    done = shell.run("trace", "show", "ab")
    assert done.code == 1
    assert done.err.startswith("codexctl: several traces begin with ab\nhint: ")
    assert shell.run("trace", "show", "ab0").code == 0


def test_pipes_get_neither_colours_nor_a_pager(store: Shell) -> None:
    for command in (["trace", "show"], ["trace", "list"], ["trace", "stats"]):
        done = store.run(*command, PAGER="false", FORCE_COLOR="1")
        assert done.code == 0
        assert "\x1b" not in done.out


def test_ascii_is_nothing_but_ascii(store: Shell) -> None:
    for command in (["show"], ["list"], ["stats"]):
        assert store.run("trace", *command, "--ascii").out.isascii()
    assert store.run("trace", "show", PYTHONIOENCODING="latin-1", PYTHONUTF8="0").code == 0


def test_widths_come_from_the_terminal(store: Shell) -> None:
    for columns in ("30", "80", "200"):
        for command in (["show", "--full"], ["list"], ["stats"]):
            out = store.run("trace", *command, COLUMNS=columns).out
            assert max(map(len, out.splitlines())) <= int(columns)


def test_a_terminal_gets_colours_unless_they_are_refused(store: Shell) -> None:
    show = ("trace", "show", "--no-pager")
    assert "\x1b[32m" in on_a_terminal(store, *show)
    assert "\x1b" not in on_a_terminal(store, *show, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(store, *show, TERM="dumb")
    assert "\x1b" not in on_a_terminal(store, *show, "--no-color")


def test_what_does_not_fit_on_the_screen_is_paged(store: Shell) -> None:
    pager = {"PAGER": "sed s/^/PAGED:/", "NO_COLOR": "1"}
    for command in (["trace", "list"], ["trace", "show"]):
        long = on_a_terminal(store, *command, rows=4, **pager)
        assert all(line.startswith("PAGED:") for line in long.splitlines())
        assert "PAGED:" not in on_a_terminal(store, *command, rows=200, **pager)
        assert "PAGED:" not in on_a_terminal(store, *command, "--no-pager", rows=4, **pager)


def test_stats_add_up_to_the_list(store: Shell) -> None:
    done = store.run("trace", "stats", "--json")
    assert (done.code, done.err) == (0, "")
    turns, total = listed(store), done.json["total"]
    assert done.json["schema"] == "codexctl.stats/1"
    for key in ("llm_calls", "tool_calls", "input_tokens", "cached_input_tokens", "output_tokens"):
        assert total[key] == sum(turn[key] for turn in turns)
    assert total["turns"] == len(turns)


def test_stats_take_the_same_filters(store: Shell) -> None:
    for filters in (["--status", "failed"], ["--cwd", "/home/dev/shop"], ["--model", "gpt-5.5"]):
        total = store.run("trace", "stats", "--json", *filters).json["total"]
        turns = listed(store, *filters)
        assert total["turns"] == len(turns)
        assert total["input_tokens"] == sum(turn["input_tokens"] for turn in turns)


def test_stats_know_what_openai_s_models_cost_and_nobody_else_s(store: Shell) -> None:
    shop = store.run("trace", "stats", "--json", "--cwd", "/home/dev/shop").json["total"]
    assert shop["cost_usd"] > 0
    assert shop["unpriced_calls"] == 0
    lab = store.run("trace", "stats", "--since", "2026-11-19").out
    assert "unknown" in lab
    assert "No price is known for" in lab


@pytest.mark.parametrize("by", ["model", "day", "project"])
def test_stats_are_grouped_as_asked(store: Shell, by: str) -> None:
    done = store.run("trace", "stats", "--by", by)
    assert done.out.startswith(by.upper())
    groups = store.run("trace", "stats", "--by", by, "--json").json["groups"]
    assert len(groups) == 2 if by != "model" else len(groups) >= 1


def test_views_show_only_what_the_store_holds(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "metadata"
    folder.mkdir()
    put(shell, traces_of(STORIES["work"](), folder, CaptureMode.metadata))
    for command in (["show", "--full"], ["show", "--json"], ["list", "--json"], ["stats"]):
        out = shell.run("trace", *command).out
        assert out
        for word in ("basket", "pytest", "/home/dev", "prices.py"):
            assert word not in out
    assert listed(shell, "--cwd", "/home/dev/shop") == []


def test_a_reader_that_goes_away_is_no_error(store: Shell) -> None:
    done = subprocess.run(
        f"{sys.executable} -m codexctl trace show --full | head -1",
        shell=True,
        env=dict(store.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_labels_are_shown_and_are_filters(shell: Shell, told: list[TurnTrace]) -> None:
    put(shell, [replace(told[0], labels=("shop", "ci", "agent-7", "ada", "red")), *told[1:]])
    said = told[0].summary
    options = ("--workspace", "--environment", "--agent-id", "--user", "--team")
    for option, value in zip(options, ("shop", "ci", "agent-7", "ada", "red"), strict=True):
        assert [turn["turn_id"] for turn in listed(shell, option, value)] == [said["turn_id"]]
        assert listed(shell, option, "another") == []
    shown = shell.run("trace", "show", "--json", str(said["trace_id"])).json
    assert shown["labels"] == {
        "workspace": "shop",
        "environment": "ci",
        "agent_id": "agent-7",
        "user": "ada",
        "team": "red",
    }
    (turn,) = listed(shell, "--user", "ada")
    assert (turn["user"], turn["team"]) == ("ada", "red")
    for by, key in (("user", "ada"), ("team", "red")):
        groups = shell.run("trace", "stats", "--by", by, "--json").json["groups"]
        assert {group["key"]: group["turns"] for group in groups}[key] == 1


def test_what_setup_was_told_to_label_turns_with_reaches_the_store(shell: Shell) -> None:
    words = ("--workspace", "shop", "--environment", "ci", "--agent-id", "agent-7", "--user", "ada")
    assert shell.run("setup", "--yes", "--no-proof", *words).code == 0
    shell.locations.rollout_folders[0].mkdir(parents=True)
    record(shell.locations, "shell-failed")
    assert shell.run("trace", "export", "--all").code == 0
    (turn,) = listed(shell, "--workspace", "shop", "--agent-id", "agent-7", "--user", "ada")
    shown = shell.run("trace", "show", "--json", turn["trace_id"]).json
    labels = {"workspace": "shop", "environment": "ci", "agent_id": "agent-7", "user": "ada"}
    assert shown["labels"] == labels


def test_before_any_setup_an_empty_list_names_setup(shell: Shell) -> None:
    done = shell.run("trace", "list")
    assert done.err == "No turns yet, and nothing is set up: codexctl setup\n"
    shell.run("setup", "--yes", "--no-proof")
    assert "Run a Codex turn" in shell.run("trace", "list").err


@pytest.mark.parametrize("format_", [(), ("--json",)])
def test_sums_by_project_name_no_folder_where_paths_are_excluded(
    store: Shell, format_: tuple[str, ...]
) -> None:
    words = ("trace", "stats", "--by", "project", *format_)
    assert "/home/dev/shop" in store.run(*words).out
    assert "/home/dev" not in store.run(*words, CODEXCTL_EXCLUDE="paths").out
