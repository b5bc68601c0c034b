"""One at a time, on every file system: where `flock` works, where it does not, and in between."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl import owner_file
from codexctl.file_lock import CannotLock, held, take

NO_LOCKS = [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EIO]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ours" / "worker.lock"


@pytest.fixture(params=NO_LOCKS, ids=lambda code: errno.errorcode[code])
def no_flock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system whose answer to every `flock` is that it has none."""

    def fails(*_: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", fails)


@pytest.fixture
def neighbour(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock on such a file system, until it is told to go."""
    code = f"""
        import fcntl, os, sys
        from pathlib import Path
        def fails(*_): raise OSError({errno.ENOLCK}, "No locks available")
        fcntl.flock = fails
        from codexctl.file_lock import held
        with held(Path({str(path)!r})) as mine:
            print(mine, flush=True)
            sys.stdin.read()
        print("gone", flush=True)
        sys.stdin.close()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"True\n"
        yield process
        process.kill()


def names(path: Path) -> list[str]:
    return sorted(folder.name for folder in path.parent.iterdir())


def test_only_one_at_a_time_and_then_the_next(path: Path) -> None:
    with held(path) as mine, held(path) as other:
        assert (mine, other) == (True, False)
    with held(path) as mine:
        assert mine
    assert names(path) == ["worker.lock"]


@pytest.mark.usefixtures("no_flock")
def test_where_there_are_no_locks_it_is_one_at_a_time_too(path: Path) -> None:
    with held(path) as mine, held(path) as other:
        assert (mine, other) == (True, False)
    with held(path) as mine:
        assert mine
    assert names(path) == ["worker.lock"], "nothing is left behind"


def test_another_process_is_kept_out_with_locks_and_without(
    path: Path, neighbour: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(path) as mine:
        assert not mine, "where flock works for us alone"
    monkeypatch.setattr(fcntl, "flock", _no_locks)
    with held(path) as mine:
        assert not mine
    assert neighbour.stdin
    assert neighbour.stdout
    neighbour.stdin.close()
    assert neighbour.stdout.readline() == b"gone\n"
    with held(path) as mine:
        assert mine


def test_an_owner_that_was_killed_keeps_nobody_out(
    path: Path, neighbour: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour.kill()
    neighbour.wait()
    assert "worker.lock.owner" in names(path), "it had no time to let go"
    with held(path) as mine:
        assert mine, "where flock works"
    monkeypatch.setattr(fcntl, "flock", _no_locks)
    with held(path) as mine:
        assert mine
    assert names(path) == ["worker.lock"]


@pytest.mark.usefixtures("no_flock")
@pytest.mark.parametrize(
    ("owner", "is_kept_out"),
    [
        ("elsewhere boot/1 1 1", True),  # another machine: its processes cannot be seen
        ("", True),  # being written at this moment
        ("nonsense", True),
    ],
)
def test_an_owner_of_whom_nothing_is_known_counts_for_a_while(
    path: Path, owner: str, is_kept_out: bool
) -> None:
    path.parent.mkdir()
    file = path.with_name("worker.lock.owner")
    file.write_text(owner)
    with held(path) as mine:
        assert mine is not is_kept_out
    os.utime(file, (1, 1))
    with held(path) as mine:
        assert mine, "and not for ever"


@pytest.mark.usefixtures("no_flock")
def test_a_number_that_another_process_has_now_is_not_the_owner(path: Path) -> None:
    path.parent.mkdir()
    host, boot = owner_file._machine()
    file = path.with_name("worker.lock.owner")
    file.write_text(f"{host} {boot} {os.getpid()} 1")
    with held(path) as mine:
        assert mine


@pytest.mark.usefixtures("no_flock")
def test_somebody_who_died_while_removing_is_forgotten(path: Path) -> None:
    guard = path.with_name("worker.lock.owner.removal")
    guard.mkdir(parents=True)
    path.with_name("worker.lock.owner").write_text("elsewhere boot/1 1 1")
    os.utime(path.with_name("worker.lock.owner"), (1, 1))
    with held(path) as mine:
        assert not mine
    os.utime(guard, (1, 1))
    with held(path) as mine:
        assert not mine
    with held(path) as mine:
        assert mine


@pytest.mark.usefixtures("no_flock")
def test_where_there_is_no_way_at_all_it_is_said_and_not_that_somebody_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(owner_file, "_create", full)
    with pytest.raises(CannotLock, match=r"worker.lock: cannot be locked .*No space left") as said:
        take(path)
    assert said.value.hint


@pytest.mark.skipif(os.name != "posix", reason="links and sockets are others there")
@pytest.mark.parametrize("what", ["a folder", "a socket", "a link to itself"])
def test_what_is_no_file_in_the_locks_place_is_named(path: Path, what: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "a folder":
        path.mkdir()
    elif what == "a link to itself":
        path.symlink_to(path.name)
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(path))
    with pytest.raises(CannotLock, match=r"worker\.lock: is not a file") as said:
        take(path)
    assert said.value.hint


def _no_locks(*_: object) -> None:
    raise OSError(errno.ENOLCK, "No locks available")
