"""Safely reads a file that somebody else may have made: regular, of limited size, without links.

An audit reads files in a person's home, and the auditor may be root. A FIFO would block forever, a
device never ends, and a link could lead to files that only root can read. So every folder on the
path is opened and checked before the next one. Links are followed only if we or root made them. The
opened file is checked again, because it may have been replaced meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from codexctl.system import is_root, user

MOST_BYTES = 4 << 20
"""More bytes than any configuration file has."""

_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)
# A folder without read permission cannot be opened for reading; with O_PATH, it can be opened
# anyway.
_FOLDER = (
    getattr(os, "O_PATH", os.O_RDONLY)
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
# As many as Linux follows (path_resolution(7)).
_MOST_LINKS = 40
_CHUNK = 1 << 20
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unfit(OSError):
    """A file that exists and is not read: not regular, too large, or behind another user's link.

    `strerror` says why, as with any other OSError.
    """


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's content. Raises OSError; its subclass Unfit for more than `most` bytes.

    Unfit is also raised for anything but a regular file, and behind another user's link.
    """
    fd = open_regular(path)
    try:
        return _read(fd, path, most)
    finally:
        os.close(fd)


def read_text(path: Path, most: int = MOST_BYTES, encoding: str = "utf-8") -> str:
    """A file's content as text, line ends unchanged. Raises as `read_bytes`, and ValueError."""
    return read_bytes(path, most).decode(encoding)


def open_regular(path: Path) -> int:
    """A descriptor for reading a regular file. Raises OSError, Unfit for anything else."""
    if sys.platform == "win32":
        return _checked(os.open(path, _FILE), path)
    folder, name = _walked(path)
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        _check(found, path)
        _check_owner(found, os.fstat(folder), path)
        return _checked(os.open(name, _FILE, dir_fd=folder), path)
    finally:
        os.close(folder)


def stream(path: Path, buffering: int = -1) -> IO[bytes]:
    """A regular file of any size, to be read in pieces. Raises OSError.

    For root, the path is checked as above. Other users could read the link's target themselves, and
    opening many files must be fast.
    """
    return open(path, "rb", buffering, opener=_opener)


def _opener(name: str, flags: int) -> int:
    del flags
    if is_root():
        return open_regular(Path(name))
    return _checked(os.open(name, _FILE & ~getattr(os, "O_NOFOLLOW", 0)), Path(name))


def names_in(path: Path) -> list[str]:
    """The names in a folder, sorted. Raises OSError."""
    if sys.platform == "win32":
        return sorted(os.listdir(path))  # noqa: PTH208 - as below
    folder, name = _walked(path)
    try:
        fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _FILE, dir_fd=folder)
    finally:
        os.close(folder)
    try:
        return sorted(os.listdir(fd))  # noqa: PTH208 - pathlib cannot list what is open
    finally:
        os.close(fd)


def below(folder: str | Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every folder from this one down, with the names of its folders and of its other entries.

    It replaces `os.walk`, which raises RecursionError in Python 3.11 if a thousand folders are
    nested. Links are not followed; a folder that cannot be read counts as empty.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        parent, further = waiting.pop(), list[str]()
        folders, others = list[str](), list[str]()
        with suppress(OSError), os.scandir(parent) as found:
            for entry in found:
                is_folder = _is_folder(entry)
                (folders if is_folder else others).append(entry.name)
                if is_folder and not entry.is_symlink():
                    further.append(entry.path)
        yield parent, folders, others
        waiting += reversed(further)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; a link to nothing or to itself is not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def check_way(path: Path) -> None:
    """Raise Unfit if a link on the path was made by another user.

    A missing part is no error.
    """
    if sys.platform != "win32":
        try:
            os.close(_walked(path)[0])
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return


def _walked(path: Path) -> tuple[int, str]:
    """Open the folder that really contains `path`; returns it, and the name in it, not a link."""
    whole = path if path.is_absolute() else Path.cwd() / path
    names, links = list(whole.parts[1:]) or ["."], 0
    here = os.open(whole.anchor, _FOLDER)
    try:
        while True:
            name = names.pop(0)
            found = _stat(name, here, path)
            if found is not None and stat.S_ISLNK(found.st_mode):
                if not (_is_ours(found) and _is_ours(os.fstat(here))):
                    what = "behind a link that somebody else made"
                    raise Unfit(errno.ELOOP, what, str(path))
                links += 1
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
                target = Path(os.readlink(name, dir_fd=here))
                names = [*(target.parts[1:] if target.is_absolute() else target.parts), *names]
                names = names or ["."]
                if target.is_absolute():
                    here = _exchanged(here, os.open(target.anchor, _FOLDER))
            elif not names:
                return here, name
            else:
                here = _exchanged(here, os.open(name, _FOLDER, dir_fd=here))
    except OSError as error:
        os.close(here)
        error.filename = str(path)
        raise


def _stat(name: str, folder: int, path: Path) -> os.stat_result | None:
    """The state of a name; None if nothing exists: opening it will raise the error."""
    del path
    with suppress(FileNotFoundError):
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    return None


def _exchanged(old: int, new: int) -> int:
    os.close(old)
    return new


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid in (0, user())


def _checked(fd: int, path: Path) -> int:
    try:
        _check(os.fstat(fd), path)
    except OSError:
        os.close(fd)
        raise
    return fd


def _check(found: os.stat_result, path: Path) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, "is a directory", str(path))
    if kind != stat.S_IFREG:
        what = f"not a regular file, but {_KINDS.get(kind, 'something else')}"
        raise Unfit(errno.EINVAL, what, str(path))


def _check_owner(found: os.stat_result, folder: os.stat_result, path: Path) -> None:
    """Refuse a hard link to a file of ours in another user's folder, like a symbolic link."""
    if found.st_nlink > 1 and _is_ours(found) and not _is_ours(folder):
        raise Unfit(
            errno.ELOOP, "another name, made by somebody else, for a file of ours", str(path)
        )


def _read(fd: int, path: Path, most: int) -> bytes:
    """Read to the end, even beyond the size: the file may grow meanwhile."""
    # One byte more than allowed is read: if it exists, the file is too large.
    parts, left = [], 0 if os.fstat(fd).st_size > most else most + 1
    while left and (part := os.read(fd, min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    if not left:
        size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most} bytes"
        raise Unfit(errno.EFBIG, f"larger than {size}", str(path))
    return b"".join(parts)
