"""A lock where the file system has none: a file that only one can create and that names its owner.

Creating a file that must not be there yet is atomic on network file systems too. An owner that
died is known by its process; on another machine, where that cannot be seen, by its age.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from codexctl.system import RAW, is_running, started

# Nobody delivers or edits that long at a time without its process being seen here.
_LEASE_S = 3600.0
# How long it may take to write a line into a new file, or to remove one.
_MOMENT_S = 60.0
_PROC = Path("/proc")


def own(path: Path) -> Callable[[], None] | None:
    """Become the owner; gives what ends it, None when somebody else is.

    Raises OSError where no file can be created.
    """
    name = _whoever(os.getpid())
    if not _create(path, name):
        if not _remove_if_dead(path):
            return None
        if not _create(path, name):
            return None
    return lambda: _end(path, name)


def is_owned(path: Path) -> bool:
    """Whether somebody who may be alive owns it."""
    try:
        found, age = path.read_text("utf-8"), _age(path)
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    return _may_live(found, age)


def _create(path: Path, name: str) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | RAW, 0o600)
    except FileExistsError:
        return False
    try:
        os.write(descriptor, name.encode())
    finally:
        os.close(descriptor)
    return True


def _end(path: Path, name: str) -> None:
    with suppress(OSError, UnicodeDecodeError):
        if path.read_text("utf-8") == name:
            path.unlink()


def _remove_if_dead(path: Path) -> bool:
    """Remove the file of an owner that died; one at a time, or a new owner's would be removed."""
    guard = path.with_name(f"{path.name}.removal")
    try:
        guard.mkdir(mode=0o700)
    except FileExistsError:
        _remove_if_forgotten(guard)
        return False
    try:
        if is_owned(path):
            return False
        path.unlink(missing_ok=True)
        return True
    finally:
        guard.rmdir()


def _remove_if_forgotten(guard: Path) -> None:
    with suppress(OSError):
        if _age(guard) > _MOMENT_S:
            guard.rmdir()


def _age(path: Path) -> float:
    """How old a file is in seconds, by the clock of the file system that it lies on."""
    probe = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | RAW, 0o600)
    try:
        return os.fstat(descriptor).st_mtime - path.stat().st_mtime
    finally:
        os.close(descriptor)
        probe.unlink(missing_ok=True)


def _may_live(owner: str, age: float) -> bool:
    """Whether an owner, by its name and the age of its file, may still be at it."""
    parts = owner.split()
    if len(parts) != 4 or not parts[2].isdecimal():
        return age < _MOMENT_S  # it is being written, or was never finished
    machine, number = parts[:2], int(parts[2])
    if machine != _machine():
        return age < _LEASE_S
    if parts[3] == "-":  # the system does not say when a process began: its number may be another's
        return is_running(number) and age < _LEASE_S
    return owner == _whoever(number)


def _whoever(number: int) -> str:
    """A process's name: its machine and boot, its number there, and when it began."""
    return " ".join((*_machine(), str(number), _began(number)))


def _machine() -> list[str]:
    """Name this machine, its boot, and the space that its process numbers are from."""
    host = "".join(socket.gethostname().split()) or "-"
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return [host, f"{boot}/{(_PROC / 'self/ns/pid').stat().st_ino}"]
    except OSError:
        return [host, "-"]


def _began(number: int) -> str:
    """When a process began, as its system counts; `-` where it does not say, or is not there."""
    at = started(number)
    return "-" if at is None else at or "gone"
