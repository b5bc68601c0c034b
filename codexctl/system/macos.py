"""What only macOS has."""

from __future__ import annotations

import os
from pathlib import Path

from codexctl.system.unsupported import UNSUPPORTED

# From macOS's sys/stdio.h; Python has no name for it.
_RENAME_SWAP = 2


def exchange(path: Path, other: Path) -> bool:
    """Exchange two files in one step; False where system or file system cannot do that.

    Both exist and are in one file system. Raises OSError.
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renamex_np"):
        return False
    if not libc.renamex_np(os.fsencode(path), os.fsencode(other), _RENAME_SWAP):
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))
