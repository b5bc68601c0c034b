"""Hints: one file an event, to which the hook adds a line. That they change is all they say."""

from __future__ import annotations

import os
from pathlib import Path

from codexctl.system import command_of, is_running

# After these events Codex writes the turn's last lines; after the others it has only begun.
ENDING = frozenset({"Stop", "SubagentStop", "Interrupt", "SessionEnd", "notify"})
_WORKER = ".worker"
# Thousands of lines; that one was added is all that counts.
_ENOUGH_BYTES = 1 << 16

# When each event was last hinted at (nanoseconds since 1970), and how often so far. The count is
# what tells two hints apart that come within one tick of the file system's clock.
Hints = dict[str, tuple[int, int]]


def latest(folder: Path) -> Hints:
    """Look at all hints.

    Nothing where the folder is missing or cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            files = [(e.name, e.stat()) for e in entries if not e.name.startswith(".")]
    except OSError:
        return {}
    return {name: (status.st_mtime_ns, status.st_size) for name, status in files}


def newest(hints: Hints) -> int:
    """When the last hint came; 0 if none ever did."""
    return max((at for at, _ in hints.values()), default=0)


def newest_ending(hints: Hints) -> int:
    """When the last hint came that a turn is ending; 0 if none ever did."""
    return newest({name: hint for name, hint in hints.items() if name in ENDING})


def begin_work(folder: Path) -> None:
    """Leave this process's number, so that hooks need not start another worker."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / _WORKER).write_text(f"{os.getpid()}\n")
        for name, (_, size) in latest(folder).items():
            # Every hook adds a line, and nobody else shortens them.
            if size > _ENOUGH_BYTES:
                os.truncate(folder / name, 0)
    except OSError:
        return  # more workers than needed will come, and leave


def at_work(folder: Path) -> bool:
    """Whether a worker has left its number and has not ended since.

    Where the system does not show what a number stands for, whoever runs under it counts.
    """
    try:
        number = int((folder / _WORKER).read_text())
    except (OSError, ValueError):
        return False
    command = command_of(number)
    return is_running(number) if command is None else b"codexctl" in command


def end_work(folder: Path) -> None:
    """Take the number back. To be done before the hints are looked at for the last time."""
    (folder / _WORKER).unlink(missing_ok=True)
