"""One codexctl at a time edits files; the others queue."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from codexctl.edit.files import refusing
from codexctl.edit.stage import make_folders
from codexctl.errors import EditRefused
from codexctl.locations import Locations

_PATIENCE = 30.0
_PAUSE = 0.02


@contextmanager
def edit_lock(where: Locations, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of everything that edits; it ends with the process, however that ends.

    Waits `patience` seconds at most, then raises EditRefused.
    """
    path = where.data_dir / "edit.lock"
    make_folders(where.data_dir)
    with refusing(path):
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(fd, time.monotonic() + patience)
        yield
    finally:
        os.close(fd)


def _acquire(fd: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                hint = "wait for it to end, then try again"
                raise EditRefused("another codexctl is editing files", hint) from None
            time.sleep(_PAUSE)
        else:
            return
