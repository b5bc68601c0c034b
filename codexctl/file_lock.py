"""One process at a time: a lock on a file that ends with its holder, however that ends.

`flock` does it where the file system can. Where it cannot (network homes answer ENOLCK) a file
beside the lock names the holder; both ways respect each other.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.system import RAW, lock

# What a system answers when somebody else has the lock (POSIX allows both, Windows says EACCES).
_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class CannotLock(CodexctlError):
    """Nobody is in the way, and there is no way to keep others out."""


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Try to take the lock; says whether it was got, and lets go of it at the end.

    Raises CannotLock where there is no way to lock, OSError where the file cannot be opened.
    """
    release = take(path)
    try:
        yield release is not None
    finally:
        if release:
            release()


def take(path: Path) -> Callable[[], None] | None:
    """Take the lock; gives what lets go of it, None when somebody else has it.

    The file is never removed: a lock on a removed file would keep nobody out. Raises as `held`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | RAW, 0o600)
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
    """Whether somebody has the lock, looked at without taking it or making its file."""
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
