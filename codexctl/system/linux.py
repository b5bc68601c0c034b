"""What only Linux has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from codexctl.system.unsupported import UNSUPPORTED

# From linux/fcntl.h and linux/fs.h; Python has no names for them.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_GET_FLAGS = 0x80086601  # FS_IOC_GETFLAGS


def exchange(path: Path, other: Path) -> bool:
    """Exchange two files in one step; False where system or file system cannot do that.

    Both exist and are in one file system. Raises OSError.
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    names = os.fsencode(path), os.fsencode(other)
    if not libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE):
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def flags_of(path: Path) -> int:
    """The flags of a file or folder that even root is bound by (chattr(1)); 0 where it has none."""
    if sys.platform != "linux":
        return 0  # another system with POSIX's calls
    import fcntl

    answer = bytearray(8)
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return 0
    try:
        fcntl.ioctl(fd, _GET_FLAGS, answer)
    except OSError:
        return 0
    finally:
        os.close(fd)
    return int.from_bytes(answer[:4], sys.byteorder)
