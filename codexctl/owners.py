"""Checks who else could replace a file of ours: owner and mode of every folder on its path.

Only the person may be able to change what Codex runs for them, and what tells codexctl what to run.
The rule is that of ssh: every folder is owned by the person or by root, and nobody else may write
to it. Parent folders may also be sticky, like /tmp: nobody can replace other users' files there. A
group of which the person is the only member, which many systems create for every user, is allowed.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from codexctl.system import accounts, has_access_list, owner, user

# As many as Linux follows (path_resolution(7)).
_MOST_LINKS = 40
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT, winnt.h
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Hand:
    """A finding: somebody else can change what a path leads to, at one `part` of it.

    `is_everybody` means that everybody may write to the part; `is_ours` that we can change its
    mode.
    """

    part: Path
    who: str
    is_everybody: bool = False
    is_ours: bool = False

    @property
    def remedy(self) -> str:
        """The command that fixes it; empty if we cannot."""
        if sys.platform == "win32":
            from codexctl.system.windows_others import remedy

            return remedy(self.part) if self.is_ours else ""
        import shlex

        return f"chmod go-w {shlex.quote(str(self.part))}" if self.is_ours else ""


def other_hand(path: Path, me: int | None = None, below: Path | None = None) -> Hand | None:
    """The first part of `path` (absolute) that others than `me` and root can change.

    `me` is a user id, by default this process's. With `below`, only parts below that folder are
    checked (the root of another machine's files). Parts that do not exist yet are not checked: only
    those who may write to the existing parts can create them.
    """
    if sys.platform == "win32":
        from codexctl.system.windows_others import hand_of

        found = hand_of(path, passed(path))
        return Hand(*found) if found else None
    me = user() if me is None else me
    try:
        for part in passed(path):
            if below and below not in part.parents:
                continue
            if hand := _hand(part, me, is_last=part == path):
                return hand
    except OSError:
        return None  # nothing exists beyond this part, or we may not read it
    return None


def owner_at(path: Path) -> int:
    """The user id of a path's owner; if it does not exist yet, that of its folder's owner.

    If a link on the path is owned neither by us nor by root, the result is the owner of the link.
    """
    number = 0
    with suppress(OSError):
        for part in passed(path):
            found = part.lstat()
            if stat.S_ISLNK(found.st_mode) and owner(found) not in (0, user()):
                return owner(found)
            number = owner(found)
    return number


def name_of(number: int) -> str:
    """A user's name, or the number of a user without a name.

    The number is written as `#1000`, for sudo; chown needs it without the `#`.
    """
    found = accounts.numbered(number)
    return found.name if found else f"#{number}"


def owner_required() -> int:
    """The required owner of the policy: root; on Windows, the administrators or the system."""
    return 0


def foreign_hand(path: Path, owner: int) -> str:
    """Say who else could change the content of `path` (absolute); empty if only `owner` can.

    `owner` is a user id. Every folder and link on the path is checked, because anybody who can
    write there could replace the file. Raises OSError if a part of the path cannot be read.
    """
    way = list(passed(path))
    if sys.platform == "win32":
        from codexctl.system.windows_others import foreign_to_all

        return foreign_to_all(way)
    for number, part in enumerate(way):
        status = part.lstat()
        if status.st_uid != owner:
            return f"is not safe: {part} is not owned by root"
        if stat.S_ISLNK(status.st_mode):
            continue
        # Others may write to a sticky folder (/tmp), but not replace root's files in it.
        is_shared = status.st_mode & stat.S_ISVTX and number < len(way) - 2
        if status.st_mode & _OTHERS and not is_shared:
            return f"is not safe: {part} can be written by others than root"
    if not stat.S_ISREG(way[-1].lstat().st_mode):
        return "is not a file"
    return ""


def passed(path: Path) -> Iterator[Path]:
    """Every folder, link and file on an absolute path, in the order of its lookup.

    Raises OSError if a part is missing.
    """
    here, names, links = Path(path.anchor), list(path.parts[1:]), 0
    yield here
    while names:
        name = names.pop(0)
        if name == "..":
            here = here.parent
            continue
        part = here / name
        yield part
        if not (part.is_symlink() or _is_junction(part)):
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


def _is_junction(part: Path) -> bool:
    """Whether a folder is a junction: on Windows, making one needs no right to make links."""
    if sys.platform == "win32":
        with suppress(OSError):
            tag: int = getattr(part.lstat(), "st_reparse_tag", 0)
            return tag == _JUNCTION
    return False


def _hand(part: Path, me: int, *, is_last: bool) -> Hand | None:
    found = part.lstat()
    if found.st_uid not in (0, me):
        return Hand(part, f"belongs to {name_of(found.st_uid)}")
    # A link's own mode has no meaning, and in a sticky folder nobody can replace other users'
    # files; but if it is the last part, others could put files into it.
    if stat.S_ISLNK(found.st_mode) or (found.st_mode & stat.S_ISVTX and not is_last):
        return None
    if found.st_mode & stat.S_IWOTH:
        return Hand(part, "can be written by everybody", True, found.st_uid == me)
    if found.st_mode & stat.S_IWGRP and not _is_private(part, found.st_gid, me):
        return Hand(part, f"can be written by the group {_group(found.st_gid)}", False,
                    found.st_uid == me)  # fmt: skip
    return None


def _is_private(part: Path, group: int, me: int) -> bool:
    """Whether a group is a person's private group: it has their name, and no other member."""
    if me == 0:
        return False
    if has_access_list(part):  # it may give rights to others, whatever the group's bits are
        return False
    person, found = accounts.numbered(me), accounts.group(group)
    if person is None or found is None:
        return False
    return group == person.gid and found.name == person.name and found.members <= {person.name}


def _group(number: int) -> str:
    found = accounts.group(number)
    return found.name if found else f"#{number}"
