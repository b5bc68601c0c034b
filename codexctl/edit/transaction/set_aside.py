"""A journal that cannot be understood: set aside whole, with what waits beside the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from codexctl.edit.files.read import refusing
from codexctl.edit.files.stage import make_folders
from codexctl.edit.transaction.journal import Fault, JournalUnusable, read_journal
from codexctl.edit.transaction.lock import edit_lock
from codexctl.locations import Locations

# The names that `Journal.temp`, `spare` and `draft` give.
_WAITING = re.compile(r"\..+\.codexctl-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}(-back|-draft)?")


def set_aside(locations: Locations) -> tuple[Path, ...]:
    """Move a damaged journal, and what it left waiting, into a folder of ours; gives the files.

    Nothing is deleted: what waits may be what a file held before. Every file itself is whole, old
    or new. Raises JournalUnusable for a journal of a newer codexctl, or one that cannot be read.
    """
    if not locations.data_dir.exists():
        return ()
    with edit_lock(locations):
        try:
            read_journal(locations)
        except JournalUnusable as error:
            if error.fault is not Fault.damaged:
                raise
            return tuple(_moved(locations))
    return ()


def _moved(locations: Locations) -> Iterator[Path]:
    folder = next(folder for folder in _folders(locations) if not folder.exists())
    make_folders(folder)
    # The journal is deleted last: until then, this can be repeated.
    for path in (*_waiting(locations), locations.journal_file):
        with refusing(path):
            yield path.rename(folder / path.name.lstrip("."))


def _folders(locations: Locations) -> Iterator[Path]:
    number = 0
    while True:
        number += 1
        yield locations.data_dir / f"interrupted-{number}"


def _waiting(locations: Locations) -> list[Path]:
    folders = {locations.codex_home, locations.config_dir, locations.data_dir}
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(path for path in found if _WAITING.fullmatch(path.name))
