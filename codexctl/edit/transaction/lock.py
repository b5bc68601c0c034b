"""One codexctl at a time edits files; the others queue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from codexctl.edit.files.read import refusing
from codexctl.edit.files.stage import make_folders
from codexctl.errors import EditRefused
from codexctl.file_lock import take
from codexctl.locations import Locations

# Seconds: an edit takes well under one, so a longer wait needs an explanation.
_PATIENCE = 30.0
_PAUSE = 0.02


@contextmanager
def edit_lock(locations: Locations, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of everything that edits; it ends with the process, however that ends.

    Waits `patience` seconds at most, then raises EditRefused. Raises CannotLock where the file
    system has no way to lock.
    """
    make_folders(locations.data_dir)
    release = _acquired(lock_file(locations), time.monotonic() + patience)
    try:
        yield
    finally:
        release()


def lock_file(locations: Locations) -> Path:
    """Where the lock is."""
    return locations.data_dir / "edit.lock"


def _acquired(path: Path, deadline: float) -> Callable[[], None]:
    while True:
        with refusing(path):
            release = take(path)
        if release:
            return release
        if time.monotonic() > deadline:
            hint = "wait for it to end, then try again"
            raise EditRefused("another codexctl is editing files", hint)
        time.sleep(_PAUSE)
