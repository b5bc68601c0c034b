"""What stands in a person's folders and is another's: what one `sudo codexctl` leaves, for one."""

from __future__ import annotations

import errno
import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from codexctl.owners import name_of
from codexctl.system import is_root, owner, user

# A look for a hint: with so many files in order, the rest is not worth a person's waiting.
_ENOUGH = 2000


def remedy_for(error: OSError, path: Path, otherwise: str) -> str:
    """The command that lets us at a file, where it is another's within what is ours.

    `error` is what the system said, `otherwise` the hint where that is not the reason.
    """
    if error.errno in (errno.EACCES, errno.EPERM) and (foreign := foreign_part(path)):
        return give_back(foreign)
    return otherwise


def give_back(path: Path) -> str:
    """The command that makes a file or folder ours, with all that is in it."""
    name = name_of(user()).removeprefix("#")
    return f"sudo chown -R {name} {shlex.quote(str(path))}"


def foreign_part(path: Path) -> Path | None:
    """The outermost part of a path that is another's, below the innermost that is ours.

    None where all of it is ours, or none: then it is not for us to change.
    """
    me, found = user(), None
    for part in (path, *path.parents):
        with suppress(OSError):
            if owner(part.lstat()) == me:
                return found
            found = part
    return None


def foreign_in(folder: Path) -> Path | None:
    """The first file or folder, in one of ours or that folder itself, that is another's.

    None on Windows, for root, and where nothing is found among the first files.
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
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*files, *folders))
