"""Whose a file or folder is: root runs nothing that somebody else has named."""

from __future__ import annotations

import os
from pathlib import Path


def is_somebody_elses(path: Path) -> bool:
    """Whether this process is root's and the file or folder is there and is not.

    False where it cannot be looked at: what is not there names nothing.
    """
    if getattr(os, "geteuid", lambda: 1)() != 0:
        return False
    try:
        return path.stat().st_uid != 0
    except OSError:
        return False
