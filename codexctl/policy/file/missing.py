"""Whether there is no policy at all, seen without anything that reads one."""

from __future__ import annotations

from pathlib import Path


def is_missing(path: Path) -> bool:
    """Whether there is certainly no policy. What cannot be looked at may be one.

    A folder that leads nowhere (yet: it may be mounted later) does not say that all is free.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return not path.parent.is_symlink() or path.parent.exists()
    # Anything but "not found" (no permission, an error of the disk) may hide a policy.
    except OSError:
        return False
    return False
