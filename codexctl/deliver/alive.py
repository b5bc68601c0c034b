"""Is an open turn still being worked on? Only what is certainly dead is given up."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

from codexctl.deliver.rollouts import Rollout

QUIET_NS = 30 * 60 * 1_000_000_000


class Alive:
    """Judges rollouts at one moment, `now_ns`; what processes hold is looked up once, if ever."""

    def __init__(self, now_ns: int, quiet_ns: int = QUIET_NS) -> None:
        self._now = now_ns
        self._quiet = quiet_ns

    def is_dead(self, rollout: Rollout) -> bool:
        """Whether nobody will write to a rollout any more.

        It must not have been written to for a while, and no process may hold it. Where that
        cannot be found out, a quiet file counts as alive for a day.
        """
        idle = self._now - rollout.mtime_ns
        if idle < self._quiet:
            return False
        if self._held is None:
            return idle > 48 * self._quiet
        return str(rollout.path.resolve()) not in self._held

    @cached_property
    def _held(self) -> frozenset[str] | None:
        """Every file that a process we can see has open; None where that cannot be seen."""
        if not sys.platform.startswith("linux"):
            return None
        processes = [path for path in _entries(Path("/proc")) if path.name.isdecimal()]
        return frozenset(
            target for process in processes for target in map(_target, _entries(process / "fd"))
        )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""
