"""Can anything be recorded at all? Asked of the disk itself: a full one takes no note of it."""

from __future__ import annotations

import os

from codexctl.locations import Locations

# SQLite's log and index of the log take some tens of kilobytes for the first turn.
_ENOUGH_BYTES = 512 * 1024


def lack(where: Locations) -> str:
    """Why nothing can be written to codexctl's folder now; empty if it can."""
    if not where.data_dir.exists():
        return ""
    if not os.access(where.data_dir, os.W_OK):
        return f"{where.data_dir} cannot be written to"
    if not hasattr(os, "statvfs"):
        return ""
    disk = os.statvfs(where.data_dir)
    if disk.f_bavail * disk.f_frsize < _ENOUGH_BYTES:
        return f"the disk of {where.data_dir} is full"
    if disk.f_files and not disk.f_favail:
        return f"the disk of {where.data_dir} takes no more files"
    return ""
