"""Is an open turn still being worked on? Only what is certainly dead is given up."""

from __future__ import annotations

import sys
from pathlib import Path

from codexctl.deliver.rollouts import Rollout

QUIET_NS = 30 * 60 * 1_000_000_000


def is_dead(rollout: Rollout, now_ns: int, quiet_ns: int = QUIET_NS) -> bool:
    """Whether nobody will write to a rollout any more.

    It must not have been written to for `quiet_ns` nanoseconds, and no process may hold it.
    Where that cannot be found out, a quiet file counts as alive for a day.
    """
    idle = now_ns - rollout.mtime_ns
    if idle < quiet_ns:
        return False
    held = _is_held(rollout.path)
    return idle > 48 * quiet_ns if held is None else not held


def _is_held(path: Path) -> bool | None:
    """Whether a process of ours has the file open; None where that cannot be seen."""
    if not sys.platform.startswith("linux"):
        return None
    wanted = str(path.resolve())
    for process in _numeric(Path("/proc")):
        for descriptor in _entries(process / "fd"):
            try:
                if str(descriptor.readlink()) == wanted:
                    return True
            except OSError:
                continue
    return False


def _numeric(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.name.isdecimal()]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
