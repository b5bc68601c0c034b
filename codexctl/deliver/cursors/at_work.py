"""Which file a worker is at: a note that outlives it, so that its death is seen by the next one.

A worker that is killed, by the system for want of memory or by anybody, says nothing. So each
writes the name of the file before it reads it, into a file named after its process. The next
process that holds the worker's lock finds the notes of those that are gone. Deaths may be bad
luck, as on a machine that is switched off again and again, and no turn is to be lost by that. So
a file over which several died, unchanged in between, comes after all others, where it keeps nobody
waiting; only one over which very many died is left alone until it changes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.rollouts.fates import Fate
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.rollouts.mark import Mark
from codexctl.system import RAW, is_running

DIED = "a worker died while reading it"
LAST_AFTER = 3
"""Deaths after which a file comes last."""
LEFT_AFTER = 1000
"""Deaths after which a file is left alone."""
_FOLDER, _MOST_BYTES = "at-work", 16_384
_END = b"\0"


class AtWork:
    """The note of one process; made with the first file that is read, gone at an orderly end."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FOLDER / str(os.getpid())
        self._file = -1

    def on(self, destination: str, path: Path) -> None:
        """Note that a file is read now, for a destination.

        Should the note not be writable, the file is read anyway.
        """
        self._write(b"%s\n%s%s" % (destination.encode(), os.fsencode(path), _END))

    def pause(self) -> None:
        """Note that nothing is read now."""
        if self._file >= 0:
            self._write(_END)

    def end(self) -> None:
        """Remove the note."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self._path.unlink(missing_ok=True)

    def _write(self, what: bytes) -> None:
        with suppress(OSError):
            if self._file < 0:
                self._path.parent.mkdir(mode=0o700, exist_ok=True)
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | RAW, 0o600)
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, what)


class Death(NamedTuple):
    """What a worker was at when it died."""

    note: Path
    destination: str
    path: Path


def deaths(folder: Path) -> Iterator[Death]:
    """The notes of processes that are gone; a process's own is of a try that failed.

    `folder` is that of the cursor file. A note that cannot be read is skipped.
    """
    with suppress(OSError):
        for name in os.listdir(folder / _FOLDER):  # noqa: PTH208 - every worker looks here
            note = folder / _FOLDER / name
            if not name.isdecimal() or (int(name) != os.getpid() and is_running(int(name))):
                continue
            with note.open("rb") as stream:
                said = stream.read(_MOST_BYTES).partition(_END)[0]
            destination, _, path = said.partition(b"\n")
            yield Death(note, destination.decode("utf-8", "replace"), Path(os.fsdecode(path)))


def count_deaths(cursors: Cursors) -> None:
    """Count the deaths of workers since the last time, each for the file that was being read.

    A file over which too many died counts as unreadable until it changes. The caller holds the
    worker's lock.
    """
    for death in list(deaths(cursors.folder)):
        rollout = look(death.path)
        name = death.destination
        if name and rollout and cursors.deadly.count(name, rollout) >= LEFT_AFTER:
            cursors.marks.keep(name, [Mark(rollout, fate=Fate.unreadable, why=DIED)])
            cursors.deadly.survived(name, [death.path])
        with suppress(OSError):
            death.note.unlink()
