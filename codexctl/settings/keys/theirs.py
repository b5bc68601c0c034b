"""Whose a file or folder is: root runs nothing that somebody else has named."""

from __future__ import annotations

from pathlib import Path

from codexctl.system import is_root, owner


def is_somebody_elses(path: Path) -> bool:
    """Whether this process is root's and the file or folder is there and is not.

    False where it cannot be looked at: what is not there names nothing.
    """
    if not is_root():
        return False
    try:
        return owner(path.stat()) != 0
    except OSError:
        return False
