"""Reading the files that are to be edited, and refusing what cannot be edited."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from codexctl import safe_read
from codexctl.errors import DocumentError, EditRefused
from codexctl.not_ours import remedy_for

_SUPPOSED: ContextVar[Mapping[Path, bytes | None]] = ContextVar(
    "supposed", default=MappingProxyType({})
)


def read(path: Path, most: int = safe_read.MOST_BYTES) -> bytes | None:
    """A file's content; None if there is no file (a dangling link has no file).

    Raises EditRefused for what cannot be read, is not a regular file, or is longer than `most`.
    """
    supposed = _SUPPOSED.get()
    if path in supposed:
        return supposed[path]
    try:
        return safe_read.read_bytes(path, most)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unusable(path, error) from error


@contextmanager
def supposing(contents: Mapping[Path, bytes | None]) -> Iterator[None]:
    """Plan as if files held these contents: nothing is written, so that nothing is applied either.

    A dry run shows in this way what would be edited once an interrupted edit is settled.
    """
    token = _SUPPOSED.set(contents)
    try:
        yield
    finally:
        _SUPPOSED.reset(token)


def supposed_in(folder: Path) -> list[Path]:
    """The files of a folder that are supposed to be there.

    None outside of `supposing`; a file that is supposed to be missing is not given.
    """
    return [path for path, held in _SUPPOSED.get().items() if path.parent == folder and held]


def read_text(path: Path) -> str | None:
    """A file's content as text; None if there is no file.

    Raises DocumentError, "path:line:column: what", if it is not UTF-8.
    """
    content = read(path)
    if content is None:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise DocumentError(f"{path}:{line}:{column}: not UTF-8 text") from None


def target_of(path: Path) -> Path:
    """The file that an edit of `path` changes: links are followed, so that they stay links.

    Raises EditRefused for what is not a file: a dangling link or a ring of links, something that is
    not a regular file. obstacles.py says what else may be in the way.
    """
    target = Path(os.path.realpath(path))
    try:
        found = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            hint = f"create {target}, or remove the link"
            raise EditRefused(f"{path} is a link to a file that does not exist", hint) from None
        return target
    except OSError as error:
        raise unusable(path, error) from error
    if stat.S_ISLNK(found.st_mode):
        raise EditRefused(f"{path} is a cycle of links", hint=f"ls -l {path}")
    if not stat.S_ISREG(found.st_mode):
        raise EditRefused(f"{path} is not a regular file", hint=f"ls -ld {target}")
    return target


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the system refuses about `path` into an error for people.

    Raises EditRefused instead of the OSError.
    """
    try:
        yield
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> EditRefused:
    """Say what the system refuses, and where to look or what to do.

    `path` is the file as people know it. A hint is a command to run.
    """
    reason = (error.strerror or str(error)).lower()
    hints = {
        errno.ENOSPC: f"make room: df -h {path.parent}",
        errno.EDQUOT: f"make room: df -h {path.parent}",
        errno.EROFS: f"mount it writable: findmnt -T {path.parent}",
        errno.EBUSY: f"is it a separate mount? findmnt {path}",
    }
    hint = hints.get(error.errno or 0) or remedy_for(error, path, _look(path))
    return EditRefused(f"{path}: {reason}", hint)


def _look(path: Path) -> str:
    return f"ls -ld {path.parent} {path}"
