"""Whether a file is root's alone: nobody else can change it, or put another in its place."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from codexctl.owners import passed
from codexctl.policy.file.model import Policy

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def owner_required(platform: str = sys.platform) -> int | None:
    """Whose file the policy must be: root where there is one.

    The user id 0, or None on Windows, where no owner is checked. `platform` is as in
    `sys.platform`.
    """
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


def certificate_problem(policy: Policy) -> str:
    """Say why the file with the policy's authorities cannot be relied on; empty if it can."""
    if not policy.destinations.certificate:
        return ""
    path, owner = Path(policy.destinations.certificate), owner_required()
    try:
        problem = foreign_hand(path, owner) if owner is not None else ""
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    return f"{path} {problem}" if problem else ""
