"""Where nothing can be written the store is read as it is, and that is said once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.schema import MIGRATIONS
from tests.cli.conftest import MEASURED, Done, Shell
from tests.deliver.conftest import configure
from tests.deliver.worker.test_full_disk import can_mount
from tests.trace.recorded import RECORDINGS, traces

pytestmark = pytest.mark.skipif(not can_mount(), reason="only root can make small disks")

_READING = [
    ["list"],
    ["list", "--json"],
    ["stats"],
    ["stats", "--by", "day", "--json"],
    ["show"],
    ["show", "--json"],
    ["limits"],
]
# What makes a disk of its own of codexctl's folder, with the files that are there, and spoils it.
_DISK = 'cp -a "$D" "$D.kept"; mount -t tmpfs -o size=8m none "$D"; cp -a "$D.kept/." "$D"; '
_READ_ONLY = _DISK + 'mount -o remount,ro "$D"; '
_FULL = _DISK + 'cat /dev/zero > "$D/filler" 2>/dev/null || true; '


@pytest.fixture
def machine(shell: Shell) -> Shell:
    """A machine whose store holds one turn, while another session lies on disk."""
    (folder := shell.locations.rollout_folders[0]).mkdir()
    configure(shell.locations, "local")
    store = LocalStore.open(shell.locations.traces_db)
    store.send(list(traces(RECORDINGS / "0.169.0" / "shell-failed")))
    store.close()
    for source in (RECORDINGS / "0.169.0" / "plain").rglob("rollout-*"):
        (folder / source.name).write_bytes(source.read_bytes())
    return shell


def run(machine: Shell, first: str, *arguments: str) -> Done:
    """Run a command where `first` has changed the disk, which nobody else sees."""
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", f'{first} exec "$@"', "sh",
         sys.executable, "-m", "codexctl", *arguments],
        env={**machine.environ, **MEASURED, "D": str(machine.locations.data_dir)},
        cwd=machine.cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("command", _READING, ids=" ".join)
@pytest.mark.parametrize(
    ("disk", "why"),
    [(_READ_ONLY, "read-only mount"), (_FULL, "is full")],
    ids=["read-only", "full"],
)
def test_what_is_stored_is_read(machine: Shell, command: list[str], disk: str, why: str) -> None:
    done = run(machine, disk, "trace", *command)
    assert done.code == 0
    (line,) = [line for line in done.err.splitlines() if line.startswith("codexctl: ")]
    assert why in line
    assert "newer ones may be missing" in line
    assert done.out or command == ["limits"]


def test_a_turn_that_was_not_stored_is_not_made_up(machine: Shell) -> None:
    done = run(machine, _READ_ONLY, "trace", "list", "--json")
    assert [turn["status"] for turn in done.json["turns"]] == ["completed"]
    assert len(machine.run("trace", "list", "--json").json["turns"]) == 2


def test_a_store_that_another_process_has_open_is_read_with_what_is_in_its_log(
    machine: Shell,
) -> None:
    store = LocalStore.open(machine.locations.traces_db)
    try:
        store.send(list(traces(RECORDINGS / "0.169.0" / "plain")))
        assert Path(f"{machine.locations.traces_db}-wal").stat().st_size
        done = run(machine, _READ_ONLY, "trace", "list", "--json")
    finally:
        store.close()
    assert len(done.json["turns"]) == 2


def test_an_older_store_says_why_it_cannot_be_read(machine: Shell) -> None:
    store = LocalStore.open(machine.locations.traces_db)
    store.connection.execute(f"PRAGMA user_version={len(MIGRATIONS) - 1}")
    store.close()
    done = run(machine, _READ_ONLY, "trace", "list")
    assert done.code == 1
    assert "is from an older codexctl and cannot be updated" in done.err
    assert "hint:" in done.err


def test_where_there_is_no_store_nothing_is_said_of_it(shell: Shell) -> None:
    shell.locations.data_dir.mkdir(parents=True)
    done = run(shell, _READ_ONLY, "trace", "list")
    assert (done.code, done.err) == (0, "No turns yet, and nothing is set up: codexctl setup\n")


@pytest.mark.parametrize(
    ("disk", "why"),
    [(_READ_ONLY, "is on a read-only mount"), (_FULL, "the disk of")],
    ids=["read-only", "full"],
)
def test_an_export_says_what_keeps_it_from_recording(machine: Shell, disk: str, why: str) -> None:
    done = run(machine, disk, "trace", "export")
    assert done.code == 1
    assert str(machine.locations.data_dir) in done.err
    assert why in done.err
    assert "hint: " in done.err
