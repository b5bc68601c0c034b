"""Why a file cannot be replaced, whether writing into it as it is would do, and what helps.

An edit exchanges a file for another, which needs a writable folder and a name that may change
hands. In a container a file is often a separate mount, or its folder is on a read-only mount.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from codexctl.errors import EditRefused
from codexctl.system import is_read_only, is_root, owner, user

_IMMUTABLE, _APPEND_ONLY = 0x10, 0x20
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_MOUNTS = Path("/proc/self/mountinfo")
# mountinfo writes spaces and line breaks in names as octal numbers (`\040`, proc(5)).
_ESCAPED = re.compile(rb"\\([0-7]{3})")


class Obstacle(StrEnum):
    """What is in the way of replacing a file."""

    read_only_mount = "read-only-mount"
    immutable = "immutable"
    append_only = "append-only"
    read_only = "read-only"
    mount_point = "mount-point"
    hard_links = "hard-links"
    owner = "owner"
    folder_mount = "folder-on-read-only-mount"
    folder_immutable = "folder-immutable"
    folder = "folder-read-only"
    folder_is_file = "folder-is-a-file"


IN_PLACE = frozenset(
    {
        Obstacle.mount_point,
        Obstacle.hard_links,
        Obstacle.owner,
        Obstacle.folder_mount,
        Obstacle.folder_immutable,
        Obstacle.folder,
    }
)
"""Those for which writing into an existing file, as it is, does."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One obstacle at one file; `exists` says whether there is a file to write into."""

    obstacle: Obstacle
    path: Path
    target: Path
    exists: bool

    @property
    def in_place(self) -> bool:
        """Whether writing into the file as it is would do."""
        return self.exists and self.obstacle in IN_PLACE


class CannotReplace(EditRefused):
    """A file cannot be replaced; `hindrance` says why."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(said(hindrance), _hint(hindrance))
        self.hindrance = hindrance


def hindrance_of(path: Path, target: Path) -> Hindrance | None:
    """What is in the way of replacing `target`, the file behind `path`, or of making it.

    `path` is the name that people know, `target` what it leads to. A missing file is hindered by
    its nearest folder that exists.
    """
    try:
        found = target.lstat()
    except OSError:
        obstacle = _of_folder(_nearest(target.parent))
        return Hindrance(obstacle, path, target, exists=False) if obstacle else None
    obstacle = _of_file(target, found) or _of_name(target, found) or _of_folder(target.parent)
    return Hindrance(obstacle, path, target, exists=True) if obstacle else None


def said(hindrance: Hindrance) -> str:
    """One line that names the file and what is in the way."""
    path, folder = hindrance.path, _nearest(hindrance.target.parent)
    if hindrance.obstacle is Obstacle.hard_links:
        links = hindrance.target.lstat().st_nlink
        return f"{path} has {links} hard links, and replacing it would separate it from them"
    return {
        Obstacle.read_only_mount: f"{path} is on a read-only mount: nobody can write to it here",
        Obstacle.immutable: f"{path} is immutable: nobody can write to it",
        Obstacle.append_only: f"{path} is append-only: nobody can edit it",
        Obstacle.read_only: f"{path} is read-only",
        Obstacle.mount_point: f"{path} is a separate mount, so it cannot be replaced",
        Obstacle.owner: f"{path} belongs to another user, and replacing it would change that",
        Obstacle.folder_mount: f"{folder}, the folder of {path.name}, is on a read-only mount",
        Obstacle.folder_immutable: f"{folder}, the folder of {path.name}, is immutable",
        Obstacle.folder: f"you cannot write to {folder}, the folder of {path.name}",
        Obstacle.folder_is_file: f"{folder} is a file, but must be the folder of {path.name}",
    }[hindrance.obstacle]


def _hint(hindrance: Hindrance) -> str:
    if hindrance.in_place:
        return "to write into the file itself, with a copy kept: add --in-place"
    target, folder = hindrance.target, _nearest(hindrance.target.parent)
    source = "change it where it is mounted from, or mount it writable: findmnt -T"
    clear = "chflags nouchg" if sys.platform == "darwin" else "sudo chattr -i"
    return {
        Obstacle.read_only_mount: f"{source} {target}",
        Obstacle.immutable: f"{clear} {target}",
        Obstacle.append_only: f"sudo chattr -a {target}",
        Obstacle.read_only: f"chmod u+w {target}",
        Obstacle.folder_mount: f"{source} {folder}",
        Obstacle.folder_immutable: f"{clear} {folder}",
        Obstacle.folder_is_file: shlex.join(("mv", str(folder), f"{folder}.old")),
    }.get(hindrance.obstacle, f"ls -ld {folder}")


def _of_file(target: Path, found: os.stat_result) -> Obstacle | None:
    """What keeps everybody from writing to the file, in whatever way."""
    if _on_read_only_mount(target):
        return Obstacle.read_only_mount
    if flag := _flag(target, found):
        return flag
    if not found.st_mode & _ANY_WRITE or not os.access(target, os.W_OK):
        return Obstacle.read_only
    return None


def _of_name(target: Path, found: os.stat_result) -> Obstacle | None:
    """What ties the file to its name, its other names, or its owner."""
    if target in _mount_points():
        return Obstacle.mount_point
    if found.st_nlink > 1:
        return Obstacle.hard_links
    return None if is_root() or owner(found) == user() else Obstacle.owner


def _of_folder(folder: Path) -> Obstacle | None:
    if folder.exists() and not folder.is_dir():
        return Obstacle.folder_is_file
    if _on_read_only_mount(folder):
        return Obstacle.folder_mount
    with suppress(OSError):
        if _flag(folder, folder.stat()) is Obstacle.immutable:
            return Obstacle.folder_immutable
    return None if os.access(folder, os.W_OK | os.X_OK) else Obstacle.folder


def _nearest(folder: Path) -> Path:
    """The folder, or the one above in which it would have to be made."""
    return next((path for path in (folder, *folder.parents) if path.exists()), folder)


def _on_read_only_mount(path: Path) -> bool:
    try:
        return is_read_only(path)
    except OSError:
        return False


def _flag(path: Path, found: os.stat_result) -> Obstacle | None:
    """The flags that even root is bound by, where system and file system have them."""
    if getattr(found, "st_flags", 0) & (stat.UF_IMMUTABLE | stat.SF_IMMUTABLE):
        return Obstacle.immutable
    from codexctl.system.linux import flags_of

    flags = flags_of(path)
    if flags & _IMMUTABLE:
        return Obstacle.immutable
    return Obstacle.append_only if flags & _APPEND_ONLY else None


def _mount_points() -> frozenset[Path]:
    """The names on which something is mounted; none where the system does not list them."""
    try:
        lines = _MOUNTS.read_bytes().splitlines()
    except OSError:
        return frozenset()
    names = (line.split(b" ")[4] for line in lines if line.count(b" ") > 4)
    return frozenset(Path(os.fsdecode(_ESCAPED.sub(_unescaped, name))) for name in names)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8)])
