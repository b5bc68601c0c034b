"""Who reads sees what is on disk, and `status` counts what a delivery would deliver."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.backlog import backlog
from codexctl.deliver.rollouts.files import find
from codexctl.file_lock import held
from codexctl.settings.load import load
from tests.cli.conftest import Shell
from tests.deliver.conftest import RECORDINGS, configure
from tests.deliver.sink import Sink


@pytest.fixture
def machine(shell: Shell) -> Shell:
    shell.locations.rollout_folders[0].mkdir()
    configure(shell.locations, "local")
    return shell


def place(shell: Shell, scenario: str, *, seen: bool = False) -> list[Path]:
    """A recorded session on disk; with `seen` from before codexctl was set up."""
    placed = []
    for source in (RECORDINGS / scenario).rglob("rollout-*"):
        target = shell.locations.rollout_folders[0] / source.name
        target.write_bytes(source.read_bytes())
        placed.append(target)
    if seen:
        os.utime(shell.locations.settings_toml, (4_000_000_000, 4_000_000_000))
    return placed


def check(shell: Shell, name: str = "deliver.backlog") -> dict[str, Any]:
    found = shell.run("status", "--json", "--offline").json["checks"]
    return next((one for one in found if one["id"] == name), {"state": None})


def listed(shell: Shell) -> int:
    done = shell.run("trace", "list", "--json")
    assert (done.code, done.err) == (0, "")
    return len(done.json["turns"])


@pytest.mark.parametrize("command", [["list"], ["show"], ["stats"]], ids=lambda c: c[0])
def test_a_turn_that_no_worker_has_met_is_there_for_who_reads(
    machine: Shell, command: list[str]
) -> None:
    place(machine, "plain")
    done = machine.run("trace", *command)
    assert (done.code, done.err) == (0, "")
    assert "1,037" in done.out  # its input tokens, as served
    place(machine, "shell-ok")
    assert listed(machine) == 2


def test_catching_up_is_for_the_local_store_alone(machine: Shell) -> None:
    with Sink() as sink:
        configure(machine.locations, "local", f"far={sink.url}")
        place(machine, "plain")
        assert listed(machine) == 1
        assert sink.requests == []
        assert "1 turn for far" in check(machine)["summary"]
        assert machine.run("trace", "export").code == 0
        assert len(sink.requests) == 1
        assert check(machine)["state"] == "ok"


def test_who_reads_waits_for_a_worker_and_not_for_ever(machine: Shell) -> None:
    place(machine, "plain")
    with held(machine.locations.worker_lock):
        began = time.monotonic()
        assert listed(machine) == 0
        assert time.monotonic() - began < 30
    assert listed(machine) == 1


def test_a_worker_that_comes_while_somebody_catches_up_waits_and_delivers(
    machine: Shell,
) -> None:
    place(machine, "plain")
    worker = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    with held(machine.locations.worker_lock):
        process = subprocess.Popen(worker, env=dict(machine.environ))
        time.sleep(1)
        assert process.poll() is None
    assert process.wait(60) == 0
    assert check(machine)["state"] == "ok"
    assert machine.locations.traces_db.exists()


def test_settings_that_cannot_be_read_keep_nobody_from_reading(machine: Shell) -> None:
    place(machine, "plain")
    assert listed(machine) == 1
    machine.locations.settings_toml.write_text("nonsense")
    done = machine.run("trace", "list")
    assert done.code == 0
    assert "1,037" in done.out


def test_what_was_exported_on_request_does_not_wait_any_more(machine: Shell) -> None:
    place(machine, "plain", seen=True)
    assert machine.run("trace", "export").out == "local: 0 turns delivered\n"
    assert machine.run("trace", "export", "--all").out == "local: 1 turn delivered\n"
    assert check(machine)["state"] == "ok"


def nothing_in_it(folder: Path) -> None:
    (folder / "notes.jsonl").write_text('{"a":1}\n{"b":2}\n')
    (folder / "prose.jsonl").write_text("Buy milk.\n")
    (folder / "empty.jsonl").touch()
    (folder / "rollout-2026-11-26T02-32-33-01a215b2-905d-7193-abbb-757b132f7a19.jsonl").touch()


def test_files_that_are_no_sessions_are_no_backlog_and_are_read_once(machine: Shell) -> None:
    nothing_in_it(machine.locations.rollout_folders[0])
    place(machine, "plain")
    assert machine.run("trace", "export").out == "local: 1 turn delivered\n"
    assert check(machine)["state"] == "ok"
    assert check(machine, "deliver.unreadable")["state"] is None
    notes = machine.locations.rollout_folders[0] / "notes.jsonl"
    notes.chmod(0)
    assert machine.run("trace", "export").code == 0, "it was not opened again"
    notes.chmod(0o600)


def test_a_file_that_became_a_session_is_delivered(machine: Shell) -> None:
    (path,) = place(machine, "plain")
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert machine.run("trace", "export").out == "local: 0 turns delivered\n"
    path.write_bytes(whole)
    assert machine.run("trace", "export").out == "local: 1 turn delivered\n"


def test_a_damaged_archive_is_named_and_is_no_backlog(machine: Shell) -> None:
    zstandard = pytest.importorskip("zstandard")
    (path,) = place(machine, "plain")
    packed = zstandard.ZstdCompressor().compress(path.read_bytes())
    path.unlink()
    archive = path.with_name(path.name + ".zst")
    archive.write_bytes(packed[:5] + b"\xff" * 40)
    machine.run("trace", "export")
    assert check(machine)["state"] == "ok"
    named = check(machine, "deliver.unreadable")
    assert archive.name in named["summary"]


def test_after_uninstall_and_undo_nothing_waits_that_would_not_be_delivered(
    shell: Shell,
) -> None:
    shell.locations.rollout_folders[0].mkdir()
    place(shell, "plain")
    place(shell, "shell-ok")
    assert shell.run("setup", "--destination", "local", "--yes", "--no-proof").code == 0
    assert shell.run("uninstall", "--yes").code == 0
    assert shell.run("undo", "--yes").code == 0
    waits = check(shell)["state"] == "problem"
    delivered = shell.run("trace", "export").out
    assert waits is (delivered != "local: 0 turns delivered\n")
    assert check(shell)["state"] == "ok"


def test_more_than_can_be_looked_through_is_said_to_be_at_least_so_many(
    machine: Shell,
) -> None:
    place(machine, "plain")
    settings = load(machine.locations.settings_toml)
    rollouts = list(find(machine.locations.rollout_folders))
    cursors = Cursors.open(machine.locations.cursors_db)
    found = backlog(rollouts, settings, cursors, 0, machine.locations.codex_home, within_s=-1)
    cursors.close()
    assert (found.turns, found.is_all) == ({"local": 0}, False)


def test_each_step_of_an_export_is_said_on_request(machine: Shell) -> None:
    place(machine, "plain")
    done = machine.run("trace", "export", "--debug")
    assert done.out == "local: 1 turn delivered\n"
    assert "codexctl: local: sent 1 turn, " in done.err
    assert "sent 1 turn, " in machine.locations.log_file.read_text()
    place(machine, "shell-ok")
    assert machine.run("trace", "export").err == ""
    assert machine.run("trace", "export", "--quiet-seconds", "soon").code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("words", [("list",), ("show",), ("stats",)], ids=lambda words: words[0])
def test_pipes_among_the_sessions_keep_nobody_waiting(machine: Shell, words: list[str]) -> None:
    place(machine, "plain")
    for name in ("rollout-{}.jsonl", "rollout-{}.jsonl.zst", "rollout-2025-04-20-{}.json"):
        pipe = name.format("5973b6c0-94b8-487b-a530-2aeb6098ae0e")
        os.mkfifo(machine.locations.rollout_folders[0] / pipe)
    done = machine.run("trace", *words)
    assert (done.code, done.err) == (0, "")
    assert listed(machine) == 1
    assert check(machine)["state"] == "ok"


@pytest.mark.parametrize("command", ["list", "stats"])
def test_sessions_from_before_setup_are_named_with_the_command_that_stores_them(
    machine: Shell, command: str
) -> None:
    place(machine, "plain", seen=True)
    done = machine.run("trace", command)
    assert (done.code, done.out) == (0, "")
    assert "codexctl trace export --all" in done.err
    assert machine.run("trace", "export", "--all").code == 0
    done = machine.run("trace", command)
    assert done.out
    assert done.err == ""


def test_without_earlier_sessions_nothing_is_said_of_them(machine: Shell) -> None:
    assert "export" not in machine.run("trace", "list").err
