"""Finds files of other users in a person's folders, for example after `sudo codexctl`."""

from __future__ import annotations

import errno
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from codexctl.owners import name_of
from codexctl.safe_read import below
from codexctl.system import is_root, owner, user

# Enough files for a hint; looking at more would take too long.
_ENOUGH = 2000


def remedy_for(error: OSError, path: Path, otherwise: str) -> str:
    """The command that gives us access to another user's file in one of our folders.

    `error` is the system's error, `otherwise` the hint if this is not the reason.
    """
    if error.errno in (errno.EACCES, errno.EPERM) and (foreign := foreign_part(path)):
        return give_back(foreign)
    return otherwise


def give_back(path: Path) -> str:
    """The command that makes us the owner of a file, or of a folder with its content."""
    name = name_of(user()).removeprefix("#")
    return f"sudo chown -R {name} {shlex.quote(str(path))}"


def foreign_part(path: Path) -> Path | None:
    """The first part of a path that another user owns, after the last part that we own.

    None if we own all parts, or no part: then we cannot change it.
    """
    me, found = user(), None
    for part in (path, *path.parents):
        with suppress(OSError):
            if owner(part.lstat()) == me:
                return found
            found = part
    return None


def foreign_in(folder: Path) -> Path | None:
    """The first file or folder of another user in a folder, or the folder itself.

    None on Windows, for root, and if none of the first files is another user's.
    """
    if is_root():
        return None
    me = user()
    for number, part in enumerate(_parts(folder)):
        if number > _ENOUGH:
            return None
        with suppress(OSError):
            if owner(part.lstat()) != me:
                return folder
    return None


def _parts(folder: Path) -> Iterator[Path]:
    yield folder
    for parent, folders, files in below(folder):
        yield from (Path(parent, name) for name in (*files, *folders))
