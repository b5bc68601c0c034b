"""A damaged local store: named by status, set aside aloud, and whole again by itself."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.cli.conftest import Done, Shell
from tests.deliver.conftest import RECORDINGS, configure

SCENARIOS = ("plain", "shell-ok", "tools-mixed")
NOW = 4_000_000_000


@pytest.fixture
def machine(shell: Shell) -> Shell:
    """Three turns in the local store, one of which counted as seen until somebody asked for it."""
    configure(shell.locations, "local")
    for number, name in enumerate(SCENARIOS):
        folder = shell.locations.rollout_folders[0]
        folder.mkdir(exist_ok=True)
        for source in (RECORDINGS / name).rglob("rollout-*"):
            (folder / source.name).write_bytes(source.read_bytes())
            os.utime(folder / source.name, (1000 + number, 1000 + number))
    # Set up after all of these turns, which count as seen.
    os.utime(shell.locations.settings_toml, (NOW, NOW))
    assert exported(shell, "--all").out == "local: 3 turns delivered\n"
    return shell


def exported(shell: Shell, *options: str) -> Done:
    return shell.run("trace", "export", *options)


def listed(shell: Shell) -> int:
    return len(shell.run("trace", "list", "--json").json["turns"])


def checks(shell: Shell) -> dict[str, Any]:
    found = shell.run("status", "--json", "--offline").json["checks"]
    return {check["id"]: check for check in found}


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(20_000))


def torn(path: Path) -> None:
    """Half of every page but the first is something else."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=DELETE")
    db.close()
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 2048] = b"\xa5" * 2048
    path.write_bytes(content)


def unwritten(path: Path) -> None:
    """A turn's text is something that nobody wrote; SQLite has no way to see that."""
    db = sqlite3.connect(path)
    db.execute("UPDATE turns SET summary = '{\"trace'")
    db.commit()
    db.close()


@pytest.mark.parametrize("damage", [garbage, torn], ids=lambda f: f.__name__)
def test_damage_is_named_by_status_and_doctor_and_one_export_makes_it_whole(
    machine: Shell, damage: Any
) -> None:
    assert checks(machine)["destination.local.store"]["state"] == "ok"
    damage(machine.locations.traces_db)
    check = checks(machine)["destination.local.store"]
    assert (check["state"], check["remedy"]) == ("problem", "codexctl trace export")
    assert "traces.db" in check["summary"]
    told = machine.run("doctor", "--offline")
    assert told.code == 1
    assert "traces.db" in told.out
    done = exported(machine)
    assert (done.code, done.out) == (0, "local: 3 turns delivered\n")
    assert "traces.db was damaged: it is now traces.db.broken" in done.err
    assert listed(machine) == 3
    assert checks(machine)["destination.local.store"]["state"] == "ok"
    assert exported(machine).out == "local: 0 turns delivered\n"


@pytest.mark.parametrize("damage", [garbage, torn, unwritten], ids=lambda f: f.__name__)
@pytest.mark.parametrize("command", [["list"], ["show"], ["stats"]], ids=lambda c: c[0])
def test_who_reads_a_damaged_store_gets_what_was_in_it_and_is_told(
    machine: Shell, damage: Any, command: list[str]
) -> None:
    damage(machine.locations.traces_db)
    done = machine.run("trace", *command)
    if done.code:  # stats does not open what is unreadable, and has no reason to complain
        assert "bug" not in done.err
    assert listed(machine) == 3


def test_a_store_that_was_deleted_comes_back_with_what_had_counted_as_seen(
    machine: Shell,
) -> None:
    machine.locations.traces_db.unlink()
    assert exported(machine).out == "local: 3 turns delivered\n"
    assert listed(machine) == 3


@pytest.mark.parametrize("command", ["list", "show", "stats"])
def test_a_store_that_was_emptied_comes_back_when_it_is_read(machine: Shell, command: str) -> None:
    machine.locations.traces_db.write_bytes(b"")
    assert machine.run("trace", command).code == 0
    assert listed(machine) == 3


def test_a_store_that_is_empty_and_cannot_come_back_yet_is_no_store(machine: Shell) -> None:
    """A schema in it would make it a store in which nothing was ever stored."""
    path = machine.locations.traces_db
    path.write_bytes(b"")
    assert LocalStore.open_existing(path) is None
    assert path.read_bytes() == b""


def test_until_the_store_is_whole_again_status_says_what_is_missing(machine: Shell) -> None:
    gone = next(machine.locations.rollout_folders[0].iterdir())
    db = sqlite3.connect(machine.locations.cursors_db)
    db.execute("INSERT INTO lost SELECT destination, thread_id, turn_id FROM acknowledged")
    db.commit()
    db.close()
    check = checks(machine)["destination.local.store"]
    assert check["state"] == "problem"
    assert "3 turns not restored yet" in check["summary"]
    gone.unlink()
    machine.locations.traces_db.unlink()
    assert exported(machine).out == "local: 2 turns delivered\n"
    assert checks(machine)["destination.local.store"]["state"] == "ok", "the third is gone for good"


def test_a_dry_run_sets_nothing_aside(machine: Shell) -> None:
    garbage(machine.locations.traces_db)
    done = exported(machine, "--dry-run")
    assert done.code == 1
    assert not machine.locations.traces_db.with_name("traces.db.broken").exists()
    assert done.err.startswith(f"codexctl: {machine.locations.traces_db}: ")


def test_an_empty_file_is_not_called_sound(machine: Shell) -> None:
    assert machine.run("trace", "export").code == 0
    machine.locations.traces_db.write_bytes(b"")
    found = machine.run("status", "--json", "--offline").json["checks"]
    (check,) = [check for check in found if check["id"] == "destination.local.store"]
    assert check["state"] == "problem"
    assert "0 bytes" in check["summary"]
    assert check["remedy"] == "codexctl trace export"
