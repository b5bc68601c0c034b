"""Writes a file completely or not at all, and never overwrites a file by accident."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from codexctl.errors import CodexctlError, UsageError

# The errors of file systems without hard links.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}

_DEVICES = Path("/dev")


def write_new(path: Path, pieces: Iterable[bytes], *, replace: bool) -> int:
    """Write a file that only its owner can read; returns its size in bytes.

    It gets its name when all of it is on the disk, so neither an error nor Ctrl-C leaves half a
    file. Raises UsageError if the file exists and `replace` is not set, or if the name is a device,
    a pipe or the like; CodexctlError if it cannot be written.
    """
    temp = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        temp = Path(name)
        size = _filled(descriptor, pieces)
        _named(temp, path, replace=replace)
    except FileExistsError:
        raise taken(path) from None
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        if temp:
            with suppress(OSError):
                temp.unlink(missing_ok=True)
    return size


def taken(path: Path) -> UsageError:
    """The error for a file that exists already."""
    return UsageError(f"{path} exists already", "name another file with -o, or add --force")


def must_be_file(path: Path) -> None:
    """Raise UsageError for anything that is not a regular file, because it must not be replaced.

    Everything in /dev counts as such: /dev/stdout is sometimes a link to a file.
    """
    no_file = path.exists() and not path.is_file()
    if no_file or (os.path.lexists(path) and path.parent.resolve() == _DEVICES):
        raise UsageError(
            f"{path} is not a regular file", "for a pipe or a device, write to stdout: -o -"
        )


def _filled(descriptor: int, pieces: Iterable[bytes]) -> int:
    size = 0
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size


def _named(temp: Path, path: Path, *, replace: bool) -> None:
    """Give a file its name; unlike a rename, a hard link never replaces another file."""
    if replace:
        must_be_file(path)  # it may have appeared meanwhile
        temp.replace(path)
        return
    try:
        os.link(temp, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if path.exists():
            raise FileExistsError from None
        temp.rename(path)


def _cannot(path: Path, error: OSError) -> CodexctlError:
    why = (error.strerror or str(error)).lower()
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CodexctlError(f"{path}: {why}", f"df -h {path.parent}")
    if error.errno == errno.ENOENT:
        return CodexctlError(f"{path.parent}: there is no such folder", f"mkdir -p {path.parent}")
    if error.errno in (errno.EISDIR, errno.ENOTEMPTY):
        return CodexctlError(f"{path} is a folder", "name a file in it")
    return CodexctlError(f"{path}: {why}", f"ls -ld {path.parent}")
