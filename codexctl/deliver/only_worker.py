"""Which Codex homes have a worker: one is enough for each, and every one that runs says so.

Beside the hints a worker of a home holds a lock, and leaves a note with its number, by which the
hook sees that it need not start another one. Homes have workers of their own because a worker
delivers under the environment that it was started in, with its limits and keys.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from codexctl.file_lock import CannotLock, is_held, take
from codexctl.locations import Locations

_NOTE, _LOCK, _KEY = ".worker-", ".lock-", 16


@contextmanager
def the_only_one(locations: Locations, environ: Mapping[str, str]) -> Iterator[bool]:
    """Be the worker of this Codex home, if none is at work; says whether that is so.

    Where nothing can be noted, more workers than needed come, and deliver one after the other.
    """
    folder = locations.hints_dir
    try:
        release = take(folder / f"{_LOCK}{_key(locations)}")
    except (OSError, CannotLock):
        yield True
        return
    if release is None:
        yield False
        return
    try:
        _begin(locations, environ)
        yield True
    finally:
        # The number is deleted first: a hook that still sees it has left its hint before.
        (folder / f"{_NOTE}{_key(locations)}").unlink(missing_ok=True)
        release()


def is_anybody_at_work(folder: Path) -> bool:
    """Whether a worker of any Codex home is at work; `folder` is that of the hints."""
    return any(is_held(lock) for lock in _locks(folder))


def _begin(locations: Locations, environ: Mapping[str, str]) -> None:
    """Leave this process's number and the home as the hook knows it."""
    note = locations.hints_dir / f"{_NOTE}{_key(locations)}"
    with suppress(OSError):
        _tidy(locations.hints_dir)
        note.unlink(missing_ok=True)  # a pipe in its place would never be read
        note.write_bytes(b"%d :%s:\n" % (os.getpid(), _named(environ)))


def _tidy(folder: Path) -> None:
    """Remove what workers left that were killed: homes may come and go."""
    for lock in _locks(folder):
        if not is_held(lock):
            lock.with_name(lock.name.replace(_LOCK, _NOTE, 1)).unlink(missing_ok=True)
            # A process that has just opened it becomes an additional worker, which does no harm.
            lock.unlink(missing_ok=True)


def _locks(folder: Path) -> Iterator[Path]:
    """The locks of all homes, without the files that own one where the system has no locks."""
    return folder.glob(f"{_LOCK}{'[0-9a-f]' * _KEY}")


def _named(environ: Mapping[str, str]) -> bytes:
    """What the hook calls the home, in bytes; empty for a name that would not be known again.

    A relative name stands for another home in each folder, and the hook reads one line.
    """
    named = os.fsencode(environ.get("CODEX_HOME") or f"{environ.get('HOME', '')}/.codex")
    return named if os.path.isabs(named) and b"\n" not in named else b""  # noqa: PTH117 - bytes


def _key(locations: Locations) -> str:
    """A name for the home that is short enough for a file's; hashlib takes too long to import."""
    home = os.fsencode(locations.codex_home)
    return f"{zlib.crc32(home):08x}{zlib.adler32(home):08x}"
