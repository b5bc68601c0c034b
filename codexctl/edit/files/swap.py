"""Putting new content in a file's place so that nobody's content is ever lost on the way.

A plain rename replaces whatever is there at that moment, also what another program wrote a
microsecond before. Where the system can exchange two names in one step (Linux: renameat2 with
RENAME_EXCHANGE, macOS: renamex_np with RENAME_SWAP) we exchange, look at what came out, and
exchange back if it is not what the plan was made from.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from codexctl.edit.files.read import read

# From linux/fcntl.h, linux/fs.h and macOS's sys/stdio.h; Python has no names for them.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


class Moved(Exception):
    """The file is no longer what the plan was made from."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def put_in_place(target: Path, temp: Path, before: bytes | None, after: bytes | None) -> None:
    """Make `target`, which holds `before`, hold `after`, which `temp` holds already.

    None is "no file". `temp` is beside `target` and is gone afterwards. Raises Moved, having
    changed nothing and with `temp` still there, if the target holds something else.
    """
    if read(target) != before or target.is_symlink():
        raise Moved(target)
    if before is None:
        _create(target, temp)
    elif after is None:
        _remove(target, temp, before)
    else:
        replace_if(target, temp, before=before, after=after)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def exchange(path: Path, other: Path) -> bool:
    """Exchange two files in one step; False where system or file system cannot do that.

    Both exist and lie in one file system.
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(path), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(*names, _RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _create(target: Path, temp: Path) -> None:
    """A hard link, unlike a rename, fails where a file has appeared in the meantime."""
    try:
        os.link(temp, target)
    except FileExistsError:
        raise Moved(target) from None
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        temp.rename(target)
    else:
        temp.unlink()


def _remove(target: Path, temp: Path, before: bytes) -> None:
    target.rename(temp)
    if read(temp) != before:
        _create(target, temp)
        raise Moved(target)
    temp.unlink()


def replace_if(target: Path, temp: Path, *, before: bytes, after: bytes) -> None:
    """Exchange the two; exchange back and raise Moved if what came out is not `before`.

    `temp` holds `after` already, and is gone if all went well.
    """
    try:
        exchanged = exchange(temp, target)
    except FileNotFoundError:
        raise Moved(target) from None
    if not exchanged:
        temp.replace(target)
        return
    if read(temp) != before:
        exchange(temp, target)
        if read(temp) != after:  # somebody wrote once more: the newest is what stays
            exchange(temp, target)
        raise Moved(target)
    temp.unlink()
