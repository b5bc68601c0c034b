"""Whether a file belongs to another user: root must run nothing that another user has chosen."""

from __future__ import annotations

from pathlib import Path

from codexctl.system import is_root, owner


def is_somebody_elses(path: Path) -> bool:
    """Whether this process runs as root, and the file or folder exists and belongs to another user.

    False if it does not exist or cannot be examined.
    """
    if not is_root():
        return False
    try:
        return owner(path.stat()) != 0
    except OSError:
        return False
