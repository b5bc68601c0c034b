"""A disk that takes nothing: it is said, nothing is lost, and it goes on when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codexctl.checks import State
from codexctl.codex.hooks.command import render_script
from codexctl.deliver.clock import Clock
from codexctl.deliver.worker.deliver import deliver
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.settings.load import load
from tests.deliver.backfill.test_outages import produced, sessions
from tests.deliver.conftest import configure
from tests.deliver.test_backfill_interrupted import another, environment
from tests.deliver.told import health

KB = 1024


def can_mount() -> bool:
    """Whether this process may make small disks."""
    return sys.platform == "linux" and os.geteuid() == 0 and _tried()


def _tried() -> bool:
    done = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


pytestmark = pytest.mark.skipif(not can_mount(), reason="only root can make small disks")


@contextmanager
def disk(locations: Locations, options: str) -> Iterator[None]:
    """A small disk under our own home."""
    locations.data_dir.mkdir(exist_ok=True)
    target = str(locations.data_dir)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", target], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", target], check=True)


def remount(locations: Locations, options: str) -> None:
    """Change the disk under our own home."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(locations.data_dir)], check=True)


def fill(locations: Locations, leave: int = 0) -> Path:
    """Fill the disk, but for so many bytes."""
    filler = locations.data_dir / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while out.write(bytes(4 * KB)):
                pass
        except OSError:
            size = out.tell()
        out.truncate(max(0, size - leave))
    return filler


def worker(locations: Locations) -> subprocess.CompletedProcess[bytes]:
    """A worker as a hook starts it, but in the foreground."""
    return subprocess.run(
        [sys.executable, "-E", "-P", "-m", "codexctl.deliver"],
        env=environment(locations),
        capture_output=True,
        check=False,
    )


def last_error(locations: Locations) -> str:
    """What `status` says of the last error; empty when it is fine."""
    checks = health(locations, load(locations.settings_toml))
    found = [check for check in checks if check.id == "deliver.last_error"]
    return found[0].summary if found and found[0].state is State.problem else ""


def everything(locations: Locations, fresh: Path) -> set[str]:
    """Every span that there is to deliver."""
    whole = another(locations, fresh)
    configure(whole, "local")
    deliver(whole, {}, Clock())
    return produced(whole)


@pytest.mark.parametrize("leave", [0, 4 * KB, 40 * KB, 160 * KB, 400 * KB])
def test_a_full_disk_loses_nothing_and_is_told(
    locations: Locations, tmp_path: Path, leave: int
) -> None:
    sessions(locations, 8)
    with disk(locations, "size=4m"):
        configure(locations, "local")
        filler = fill(locations, leave)
        done = worker(locations)
        assert (done.stdout, done.stderr) == (b"", b"")
        assert "full" in last_error(locations)
        filler.unlink()
        # There is room again: what is still said is of the delivery before.
        assert last_error(locations).startswith("at the last delivery, ") or not last_error(
            locations
        )
        assert worker(locations).returncode == 0
        assert last_error(locations) == ""
        assert produced(locations) == everything(locations, tmp_path / "fresh")


def test_a_store_that_outgrows_its_disk_keeps_what_it_has(
    locations: Locations, tmp_path: Path
) -> None:
    sessions(locations, 4)
    with disk(locations, "size=2m"):
        configure(locations, "local")
        worker(locations)
        kept = produced(locations)
        assert kept
        sessions(locations, 30)
        worker(locations)
        assert kept <= produced(locations)
        remount(locations, "size=40m")
        assert worker(locations).returncode == 0
        assert last_error(locations) == ""
        assert produced(locations) == everything(locations, tmp_path / "fresh")


def test_a_file_system_that_turned_read_only_is_told(locations: Locations, tmp_path: Path) -> None:
    sessions(locations, 1)
    with disk(locations, "size=4m"):
        configure(locations, "local")
        worker(locations)
        sessions(locations, 3)
        remount(locations, "ro")
        done = worker(locations)
        assert (done.stdout, done.stderr) == (b"", b"")
        with pytest.raises(CodexctlError, match=r"cursors\.db"):
            deliver(locations, {}, Clock())
        assert "is on a read-only mount" in last_error(locations)
        remount(locations, "rw")
        assert worker(locations).returncode == 0
        assert produced(locations) == everything(locations, tmp_path / "fresh")


def test_a_disk_without_room_for_another_file_is_told(locations: Locations, tmp_path: Path) -> None:
    sessions(locations, 3)
    with disk(locations, "size=4m,nr_inodes=8"):
        configure(locations, "local")
        fillers = [locations.data_dir / f"filler-{number}" for number in range(8)]
        for filler in fillers:
            try:
                filler.touch()
            except OSError:
                break
        done = worker(locations)
        assert (done.stdout, done.stderr) == (b"", b"")
        assert "no space for more files" in last_error(locations)
        for filler in fillers:
            filler.unlink(missing_ok=True)
        remount(locations, "nr_inodes=100")
        assert worker(locations).returncode == 0
        assert produced(locations) == everything(locations, tmp_path / "fresh")


@pytest.mark.parametrize("event", ["UserPromptSubmit", "Stop"])
def test_the_hook_says_nothing_and_succeeds_whatever_the_disk_does(
    locations: Locations, event: str
) -> None:
    with disk(locations, "size=1m"):
        configure(locations, "local")
        locations.hook_script.write_text(render_script("/bin/true", locations))
        locations.hook_script.chmod(0o700)
        fill(locations)
        full = hook(locations, event)
        remount(locations, "ro")
        read_only = hook(locations, event)
    for done in (full, read_only):
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def hook(locations: Locations, event: str) -> subprocess.CompletedProcess[bytes]:
    """What Codex does at an event."""
    turn = b'{"turn_id":"01a1fb3e-0001-7000-8000-000000000001"}'
    return subprocess.run(
        [str(locations.hook_script), event],
        input=turn,
        env={**environment(locations), "TRACEPARENT": f"00-{'a' * 32}-{'b' * 16}-01"},
        capture_output=True,
        check=False,
    )
