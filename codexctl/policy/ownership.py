"""Whether a file is root's alone: nobody else can change it, or put another in its place."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_MOST_LINKS = 40


def owner_required(platform: str = sys.platform) -> int | None:
    """Whose file the policy must be: root where there is one."""
    return None if platform == "win32" else 0


def foreign_hand(path: Path, owner: int) -> str:
    """Say who else could change what `path` (absolute) says; empty if only `owner` can.

    `owner` is a user id. Every folder that the system passes through on its way to the file
    counts, and every link: who may write there may put another file under the name. Raises
    OSError when something on the way cannot be looked at.
    """
    way = list(passed(path))
    for number, part in enumerate(way):
        status = part.lstat()
        if status.st_uid != owner:
            return f"is not safe: {part} is not root's"
        if stat.S_ISLNK(status.st_mode):
            continue
        # Others may write to a sticky folder (/tmp), but not replace what is root's in it.
        is_shared = status.st_mode & stat.S_ISVTX and number < len(way) - 2
        if status.st_mode & _OTHERS and not is_shared:
            return f"is not safe: {part} can be written by others than root"
    if not stat.S_ISREG(way[-1].lstat().st_mode):
        return "is not a file"
    return ""


def passed(path: Path) -> Iterator[Path]:
    """Every folder, link and file that a look-up of an absolute path passes, the file last."""
    here, names, links = Path(path.anchor), list(path.parts[1:]), 0
    yield here
    while names:
        name = names.pop(0)
        if name == "..":
            here = here.parent
            continue
        part = here / name
        yield part
        if not part.is_symlink():
            here = part
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(f"too many links: {path}")
        target = part.readlink()
        if target.is_absolute():
            here, names = Path(target.anchor), [*target.parts[1:], *names]
        else:
            names = [*target.parts, *names]
