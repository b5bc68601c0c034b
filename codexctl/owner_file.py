"""A lock for file systems without locks: a file that names its owner.

Creating a file that must not exist is atomic even on network file systems. A dead owner is
recognised by its process; if it is on another machine, by the age of the file.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from codexctl.system import RAW, is_running, started

# No process on another machine delivers or edits for longer than this.
_LEASE_S = 3600.0
# How long writing a line into a new file, or removing one, may take.
_MOMENT_S = 60.0
_PROC = Path("/proc")


def own(path: Path) -> Callable[[], None] | None:
    """Become the owner; returns a function that ends it, None if another process is the owner.

    Raises OSError if the file cannot be created.
    """
    name = _whoever(os.getpid())
    if not _create(path, name):
        if not _remove_if_dead(path):
            return None
        if not _create(path, name):
            return None
    return lambda: _end(path, name)


def is_owned(path: Path) -> bool:
    """Whether a process owns it that may be alive."""
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
    """Remove a dead owner's file; one process at a time, or a new owner's could be removed."""
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
    """The age of a file in seconds, by the clock of its file system."""
    probe = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | RAW, 0o600)
    try:
        return os.fstat(descriptor).st_mtime - path.stat().st_mtime
    finally:
        os.close(descriptor)
        probe.unlink(missing_ok=True)


def _may_live(owner: str, age: float) -> bool:
    """Whether an owner may still be running, by its name and the age of its file."""
    parts = owner.split()
    if len(parts) != 4 or not parts[2].isdecimal():
        return age < _MOMENT_S  # it is just being written, or was never completed
    machine, number = parts[:2], int(parts[2])
    if machine != _machine():
        return age < _LEASE_S
    if parts[3] == "-":  # the process's start is unknown: another process may have its number
        return is_running(number) and age < _LEASE_S
    return owner == _whoever(number)


def _whoever(number: int) -> str:
    """A process's name: machine, boot, process number and start time."""
    return " ".join((*_machine(), str(number), _began(number)))


def _machine() -> list[str]:
    """The name of this machine, its boot, and its namespace of process numbers."""
    host = "".join(socket.gethostname().split()) or "-"
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return [host, f"{boot}/{(_PROC / 'self/ns/pid').stat().st_ino}"]
    except OSError:
        return [host, "-"]


def _began(number: int) -> str:
    """The start time of a process, in the system's units; `-` if unknown, or it does not exist."""
    at = started(number)
    return "-" if at is None else at or "gone"
