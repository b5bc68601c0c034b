"""Reading the files that are to be edited, and refusing those that must not be replaced."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codexctl import safe_read
from codexctl.errors import DocumentError, EditRefused

_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def read(path: Path, most: int = safe_read.MOST_BYTES) -> bytes | None:
    """A file's content; None if there is no file (a dangling link has no file).

    Raises EditRefused for what cannot be read, is no regular file, or has more than `most` bytes.
    """
    try:
        return safe_read.read_bytes(path, most)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unusable(path, error) from error


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
    """The file that an edit of `path` replaces: links are followed, so that they stay links.

    Raises EditRefused for what cannot be replaced without harm: a dangling link or a ring of
    links, something that is no regular file, a read-only file, one with several hard links.
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
        raise _unusable(path, error) from error
    if stat.S_ISLNK(found.st_mode):
        raise EditRefused(f"{path} is a ring of links", hint=f"ls -l {path}")
    if not stat.S_ISREG(found.st_mode):
        raise EditRefused(f"{path} is not a regular file", hint=f"ls -ld {target}")
    if not found.st_mode & _ANY_WRITE or not os.access(target, os.W_OK):
        raise EditRefused(f"{path} is read-only", hint=f"chmod u+w {target}")
    if found.st_nlink > 1:
        hint = "replacing it would part it from its other names; make it a file of its own"
        raise EditRefused(f"{path} has {found.st_nlink} hard links", hint)
    return target


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the system refuses about `path` into an error for people."""
    try:
        yield
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> EditRefused:
    reason = (error.strerror or str(error)).lower()
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    hint = f"make room: df {path.parent}" if full else f"ls -ld {path.parent} {path}"
    return EditRefused(f"{path}: {reason}", hint)
