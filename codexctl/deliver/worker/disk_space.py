"""Can anything be recorded at all? Asked of the disk itself: a full one takes no note of it."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codexctl.locations import Locations
from codexctl.system import is_full, is_read_only

# SQLite's log and index of the log take some tens of kilobytes for the first turn.
_ENOUGH_BYTES = 512 * 1024


class Reason(Enum):
    """Why a folder takes nothing: what is said of it, and what shows more. `{}` is the folder."""

    read_only = (
        "{} is on a read-only mount",
        "mount it writable, or name another folder: export CODEXCTL_HOME=…",
    )
    not_writable = ("{} cannot be written to", "ls -ld {}")
    full = ("the disk of {} is full", "make room: df -h {}")
    no_more_files = ("the disk of {} has no space for more files", "make room: df -i {}")


@dataclass(frozen=True, slots=True)
class NoRoom:
    """A folder that takes nothing, and why."""

    reason: Reason
    folder: Path

    @property
    def summary(self) -> str:
        """The end of a sentence that names the folder."""
        return self.reason.value[0].replace("{}", str(self.folder))

    @property
    def remedy(self) -> str:
        """The command that shows what is in the way there."""
        return self.reason.value[1].replace("{}", shlex.quote(str(self.folder)))


def no_room(locations: Locations) -> NoRoom | None:
    """Why nothing can be written to codexctl's folder, or where it is to be; None if it can.

    Asked before anything is written: on a full disk even the note of it would fail.
    """
    folder = next(
        path for path in (locations.data_dir, *locations.data_dir.parents) if path.exists()
    )
    reason = _reason(folder)
    return NoRoom(reason, folder) if reason else None


def _reason(folder: Path) -> Reason | None:
    if is_read_only(folder):
        return Reason.read_only
    if not os.access(folder, os.W_OK):
        return Reason.not_writable
    has_no_room, has_no_names = is_full(folder, _ENOUGH_BYTES)
    if has_no_room:
        return Reason.full
    return Reason.no_more_files if has_no_names else None
