"""Whether there is no policy, checked without importing code that reads one."""

from __future__ import annotations

from pathlib import Path


def is_missing(path: Path) -> bool:
    """Whether there is certainly no policy; a file that cannot be checked may be one.

    If a folder is a link to nothing, there may be a policy: it may be mounted later.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return not path.parent.is_symlink() or path.parent.exists()
    # Any error but "not found" (no permission, a disk error) may hide a policy.
    except OSError:
        return False
    return False
