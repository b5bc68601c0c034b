"""Reading a file that somebody else may have made: a regular file, of bounded size, by no detour.

An audit reads what a person keeps in their home, and root may be the auditor. A FIFO would keep
it waiting for ever, a device never ends, and a link leads out of the home into files that only
root can read. So every folder on the way is opened by itself and looked at before the next one;
links are followed only where nobody but ourselves and root could have put them, and what is
opened is looked at once more, since it may have been replaced meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from codexctl.system import is_root, user

MOST_BYTES = 4 << 20
"""More than any configuration file that a person or a program writes."""

_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)
# A folder that may only be passed through cannot be opened for reading; where the system has
# O_PATH, it need not be.
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
    """A file that is there and is not read: no regular file, too large, or behind a foreign link.

    `strerror` says why, as with any other OSError.
    """


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's content. Raises OSError; Unfit, a kind of it, beyond `most` bytes.

    `most` is in bytes. Unfit is also what is no regular file, or lies behind a stranger's link.
    """
    fd = open_regular(path)
    try:
        return _read(fd, path, most)
    finally:
        os.close(fd)


def read_text(path: Path, most: int = MOST_BYTES, encoding: str = "utf-8") -> str:
    """A file's content as text, line ends as they are. Raises as `read_bytes`, and ValueError."""
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
    """A regular file of any size, to be read bit by bit. Raises OSError.

    Root's way is walked as above. Nobody else can be led by a link to what they may not read,
    and many files are to be opened quickly.
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


def check_way(path: Path) -> None:
    """Raise Unfit where the way to a file or folder goes over a link that a stranger made.

    A part that is missing is no stranger's link.
    """
    if sys.platform != "win32":
        try:
            os.close(_walked(path)[0])
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return


def _walked(path: Path) -> tuple[int, str]:
    """Open the folder that really holds `path`; gives it, and the name in it, which is no link."""
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
    """Look at a name; None where nothing is there, which whoever opens it will find out."""
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
    """A second name for a file of ours, in a stranger's folder, is a detour as a link is."""
    if found.st_nlink > 1 and _is_ours(found) and not _is_ours(folder):
        raise Unfit(
            errno.ELOOP, "another name, made by somebody else, for a file of ours", str(path)
        )


def _read(fd: int, path: Path, most: int) -> bytes:
    """Read to the end, whatever the size said: the file may grow meanwhile."""
    # One byte more than allowed is asked for: getting it is the proof that there is too much.
    parts, left = [], 0 if os.fstat(fd).st_size > most else most + 1
    while left and (part := os.read(fd, min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    if not left:
        size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most} bytes"
        raise Unfit(errno.EFBIG, f"larger than {size}", str(path))
    return b"".join(parts)
