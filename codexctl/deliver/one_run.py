"""A single run of Codex under `codexctl run`: its workers end with it.

Where nothing is set up the run's environment says where turns go. A worker of the run that comes
late would deliver the turns of whatever follows to the same place: the hook that tells of a turn's
beginning starts one two seconds later, when the run may be over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from codexctl.file_lock import CannotLock, is_held, take
from codexctl.locations import Locations
from codexctl.settings.managed import ONE_RUN

_LOCK = ".run-"
# If no lock is possible, nobody can know whether the run is over.
_UNKNOWN = "1"


@contextmanager
def one_run(locations: Locations) -> Iterator[dict[str, str]]:
    """Be a run; gives the environment variable by which its hooks and workers know it."""
    name = f"{_LOCK}{os.getpid()}"
    lock = locations.hints_dir / name
    try:
        _tidy(locations.hints_dir)
        release = take(lock)
    except (OSError, CannotLock):
        release = None
    if release is None:
        yield {ONE_RUN: _UNKNOWN}
        return
    try:
        yield {ONE_RUN: name}
    finally:
        with suppress(OSError):  # Windows does not delete an open file
            lock.unlink()
        release()
        with suppress(OSError):
            lock.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Remove what runs left that were killed."""
    for lock in folder.glob(f"{_LOCK}*[0-9]"):
        if not is_held(lock):
            lock.unlink(missing_ok=True)


def is_over(locations: Locations, environ: Mapping[str, str]) -> bool:
    """Whether this process belongs to a run that has ended and alone said where turns go."""
    run = environ.get(ONE_RUN, "")
    if not run.startswith(_LOCK) or is_held(locations.hints_dir / run):
        return False
    from codexctl.settings.load import load

    return not load(locations.settings_toml).destinations
