"""A lock for one process at a time; it ends with its process, even after a crash.

It uses `flock` if the file system supports it. If not (network file systems answer ENOLCK), a file
beside the lock names the owner. Both ways respect each other.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.system import RAW, lock

# The errors if another process has the lock (POSIX allows both, Windows uses EACCES).
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
# What is in the file's place is a folder, a socket, or a link to itself.
_NO_FILE = {errno.EISDIR, errno.ENXIO, errno.ELOOP}


class CannotLock(CodexctlError):
    """Locking is impossible, although no other process has the lock."""


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """A context that tries to take the lock; it yields whether it has it, and releases it.

    Raises CannotLock if locking is impossible, OSError if the file cannot be opened.
    """
    release = take(path)
    try:
        yield release is not None
    finally:
        if release:
            release()


def take(path: Path) -> Callable[[], None] | None:
    """Take the lock; returns a function that releases it, None if another process has it.

    The file is never removed: a lock on a removed file would be useless. Raises as `held`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | RAW, 0o600)
    except OSError as error:
        if error.errno not in _NO_FILE:
            raise
        raise CannotLock(f"{path}: is not a file", f"move it away: {path}") from None
    try:
        lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        return None if error.errno in _HELD else _take_by_name(path, error)
    if _owner_file(path).exists() and _is_owned(path):
        os.close(descriptor)
        return None
    return lambda: os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether a process has the lock; it is neither taken nor is its file created."""
    try:
        descriptor = os.open(path, os.O_RDWR | RAW)
    except OSError:
        return False
    try:
        lock(descriptor)
    except OSError as error:
        return error.errno in _HELD or _is_owned(path)
    finally:
        os.close(descriptor)
    return _owner_file(path).exists() and _is_owned(path)


def _owner_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.owner")


def _is_owned(path: Path) -> bool:
    from codexctl.owner_file import is_owned

    return is_owned(_owner_file(path))


def _take_by_name(path: Path, why: OSError) -> Callable[[], None] | None:
    from codexctl.owner_file import own

    try:
        return own(_owner_file(path))
    except OSError as error:
        said = why.strerror or str(why)
        raise CannotLock(
            f"{path}: cannot be locked ({said}; {error.strerror or error})",
            f"ls -ld {path.parent}; df -h {path.parent}",
        ) from None
