"""Hints: empty files that the hook touches, one an event. Their times are all they say."""

from __future__ import annotations

import os
from pathlib import Path

# After these events Codex writes the turn's last lines; after the others it has only begun.
ENDING = frozenset({"Stop", "SubagentStop", "Interrupt", "SessionEnd", "notify"})


def latest(folder: Path) -> dict[str, int]:
    """When each event was last hinted at, in nanoseconds since 1970."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_mtime_ns for entry in entries}
    except OSError:
        return {}


def latest_ending(hints: dict[str, int]) -> int:
    """When the last hint came that a turn is ending; 0 if none ever did."""
    return max((at for name, at in hints.items() if name in ENDING), default=0)
