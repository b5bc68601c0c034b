"""Finding rollout files, of which there may be very many: one look at each, and none inside.

What is in a file is read in `content/`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from codexctl import safe_read
from codexctl.deliver.rollouts.names import (
    PLAIN,
    is_own_name,
    may_be_rollout,
)

# Other files of Codex with the same suffix, which are not rollouts.
_NO_ROLLOUTS = frozenset({"history.jsonl", "session_index.jsonl"})


class Rollout(NamedTuple):
    """One file as it is on disk. Two looks at it are equal when nothing was written between.

    A tuple with the path as text, because there may be a hundred thousand of them and hardly any
    is opened: a dataclass with a `Path` takes four times as long to make, and twice the memory.
    """

    file: str
    inode: int
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.file)

    @property
    def has_places(self) -> bool:
        """Whether its lines are in it as they are, so that byte offsets mean something."""
        return self.file.endswith(PLAIN)


def file_name(rollout: Rollout) -> str:
    """A file's name for the log; one that is not Codex's may say something of its own."""
    name = rollout.path.name
    return name if is_own_name(name) else "a file that is not a rollout"


def look(path: Path) -> Rollout | None:
    """Take one look at a file, or at what a link leads to; None where it is not a regular file."""
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Rollout(str(path), status.st_ino, status.st_size, status.st_mtime_ns)


def find(folders: Iterable[Path], passed_over: AbstractSet[str] = frozenset()) -> Iterator[Rollout]:
    """Find every rollout below the folders; a folder that is not there has none.

    Those that are `passed_over` are not looked at.

    Only regular files are: a link counts if it leads to one within its folder, and a link to a
    folder is not followed. One look each, since there may be very many.
    """
    for folder in folders:
        for path in _candidates(os.fspath(folder), passed_over):
            rollout = _seen(path, folder)
            if rollout:
                yield rollout


def leads_out(path: str, folder: Path) -> bool:
    """Whether a link, or a link that it leads to, leaves a folder of rollouts."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _candidates(top: str, passed_over: AbstractSet[str]) -> Iterator[str]:
    """Everything below a folder that may be a rollout by its name, sorted in each folder.

    Names are kept and not what `scandir` gives, which holds on to all that it was asked for.
    """
    folders = [top]
    while folders:
        parent, names, below = folders.pop(), [], []
        try:
            with os.scandir(parent) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        below.append(entry.path)
                    elif entry.path not in passed_over and may_be_rollout(entry.name):
                        names.append(entry.name)
        except OSError:
            continue
        begin = os.path.join(parent, "")  # noqa: PTH118 - for many files
        yield from (begin + name for name in sorted(names))
        folders += sorted(below, reverse=True)


def _seen(path: str, folder: Path) -> Rollout | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISLNK(status.st_mode):
        return None if leads_out(path, folder) else look(Path(path))
    if not stat.S_ISREG(status.st_mode):
        return None
    return Rollout(path, status.st_ino, status.st_size, status.st_mtime_ns)


def at_least(number: int, folders: Iterable[Path]) -> bool:
    """Whether there are so many files, by their number alone: a rough and cheap look."""
    names = (
        name for folder in folders for _, _, files in safe_read.below(folder) for name in files
    )
    return next(islice(names, number - 1, None), None) is not None


def named(paths: Iterable[Path]) -> list[Path]:
    """Rollout files that a person named, each once, in that order.

    A folder means all rollouts below it. Other paths are given as they are, whatever is there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(r.path for r in find([path]) if r.path.name not in _NO_ROLLOUTS)
        else:
            found.append(path)
    return list(dict.fromkeys(found))
