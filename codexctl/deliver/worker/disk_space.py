"""Can anything be recorded at all? Asked of the disk itself: a full one takes no note of it."""

from __future__ import annotations

import os

from codexctl.locations import Locations

# SQLite's log and index of the log take some tens of kilobytes for the first turn.
_ENOUGH_BYTES = 512 * 1024


def lack(locations: Locations) -> str:
    """Why nothing can be written to codexctl's folder, or where it is to be; empty if it can.

    Asked before anything is written: on a full disk even the note of it would fail.
    """
    folder = next(
        path for path in (locations.data_dir, *locations.data_dir.parents) if path.exists()
    )
    if not os.access(folder, os.W_OK):
        return f"{folder} cannot be written to"
    if not hasattr(os, "statvfs"):
        return ""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < _ENOUGH_BYTES:
        return f"the disk of {folder} is full"
    if disk.f_files and not disk.f_favail:
        return f"the disk of {folder} takes no more files"
    return ""
