"""New content written beside its target: owner and permissions first, then data, then synced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from codexctl.edit.files.read import refusing
from codexctl.errors import EditRefused
from codexctl.system import NO_LINK, RAW, replace, set_owner, set_permissions

UNFINISHED = ".unfinished"
"""The ending of one of our own files while it is being written."""

# A new file may contain headers and names, so only its owner can read it.
_NEW_FILE = 0o600
_NEW_FOLDER = 0o700


def make_folders(folder: Path, mode: int | None = None) -> tuple[Path, ...]:
    """Create a folder and what is missing above it; gives the new ones, outermost first.

    They are 0700, or have `mode` whatever this process masks.
    """
    return tuple(path for path in missing_folders(folder) if _make_folder(path, mode))


def _make_folder(folder: Path, mode: int | None) -> bool:
    """Create one folder; False if another process has been quicker."""
    with refusing(folder):
        try:
            folder.mkdir(mode=_NEW_FOLDER)
            if mode is not None:
                folder.chmod(mode)
        except FileExistsError:
            if not folder.is_dir():
                raise
            return False
    return True


def missing_folders(folder: Path) -> tuple[Path, ...]:
    """The folders that `make_folders` would create, outermost first."""
    return tuple(reversed([path for path in (folder, *folder.parents) if not path.exists()]))


def stage(target: Path, temp: Path, content: bytes, mode: int | None) -> None:
    """Write `content` to `temp` with the owner and permissions of `target`.

    Where there is no target yet, `mode` holds, or 0600. Raises EditRefused if the owner cannot
    be kept.
    """
    # O_EXCL: in a folder that others can write to, a file of theirs may already have that name.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | RAW
    with refusing(target):
        fd = os.open(temp, flags, _NEW_FILE)
        try:
            _take_over(target, fd, mode)
            _write(fd, content)
            os.fsync(fd)
        finally:
            os.close(fd)


def write_own(path: Path, content: bytes) -> None:
    """Write one of our own files in one step, 0600, synced.

    What is there is replaced whole, never half. The folder must exist. Raises EditRefused.
    """
    temp = path.with_name(path.name + UNFINISHED)
    with refusing(path):
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | RAW, _NEW_FILE)
        try:
            _write(fd, content)
            os.fsync(fd)
        except OSError:
            temp.unlink()
            raise
        finally:
            os.close(fd)
        replace(temp, path)


def _take_over(target: Path, fd: int, mode: int | None) -> None:
    try:
        old = target.stat()
    except FileNotFoundError:
        set_permissions(fd, _NEW_FILE if mode is None else mode)
        return
    try:
        set_owner(fd, old)
    except PermissionError:
        hint = f"run as the owner of {target}, or change its owner"
        raise EditRefused(f"{target} belongs to another user or group", hint) from None
    # After the owner, because a change of owner clears set-user-id bits.
    set_permissions(fd, stat.S_IMODE(old.st_mode), target)


def _write(fd: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        # The system may write less than it is given.
        view = view[os.write(fd, view) :]
