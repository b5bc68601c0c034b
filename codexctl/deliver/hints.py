"""Hints: one file an event, to which the hook adds a line. That they change is all they say."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# After these events, Codex writes the turn's last lines; after the others, the turn has only begun.
ENDING = frozenset({"Stop", "SubagentStop", "Interrupt", "SessionEnd", "notify"})
# Thousands of lines; it matters only that one was added.
_ENOUGH_BYTES = 1 << 16

# When each event was last hinted at (nanoseconds since 1970), and how often so far. The count
# distinguishes two hints within one tick of the file system's clock.
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


def shorten(folder: Path) -> None:
    """Empty the long ones: every hook adds a line, and nobody else shortens them."""
    for name, (_, size) in latest(folder).items():
        if size > _ENOUGH_BYTES:
            with suppress(OSError):
                os.truncate(folder / name, 0)
