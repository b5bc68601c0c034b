"""Taking back what has been done of an edit, and nothing that anybody did since."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from codexctl.edit.files.in_place import write_in_place
from codexctl.edit.files.read import read, refusing
from codexctl.edit.files.stage import stage
from codexctl.edit.files.swap import Moved, put_in_place
from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.merge import UndoConflict, take_back
from codexctl.edit.transaction.receipts import FileChange, save
from codexctl.edit.transaction.steps import Stage, clear, remove_folders, state_of, torn
from codexctl.errors import EditRefused
from codexctl.locations import Locations

# A file that another program is writing is read again; if it keeps changing, that is reported.
_ATTEMPTS = 5


def back_out(journal: Journal, locations: Locations) -> tuple[Path, ...]:
    """Undo the journal's changes as far as they were made, and delete what was staged.

    Gives the files that stay as they are because somebody has edited the very same place since;
    a receipt of these is kept, so that what they held is not lost.
    """
    left: tuple[FileChange, ...] = ()
    if journal.staged:
        # From here on, the edit must not be finished any more, and later runs must ignore it.
        journal = replace(journal, backing=True)
        note.write(journal, locations)
        left = tuple(filter(None, map(partial(_taken_back, journal), journal.receipt.files[::-1])))
        if left:
            save(replace(journal.receipt, files=left), locations)
        journal = replace(journal, staged=False)
        note.write(journal, locations)
    clear(journal)
    for change in journal.receipt.files:
        if change.before is None:
            remove_folders(change.folders)
    note.erase(locations)
    return tuple(change.path for change in left)


def _taken_back(journal: Journal, change: FileChange) -> FileChange | None:
    """Take one change back if it was made; gives it if that cannot be told from what was since."""
    try:
        if torn(change, read(change.target)):
            write_in_place(change.target, change.after or b"", change.before or b"")
        elif state_of(journal, change) is Stage.done:
            _revert(journal, change)
    except UndoConflict:
        return change
    return None


def _revert(journal: Journal, change: FileChange) -> None:
    """Take one change back, together with what somebody may have written on top of it."""
    for _ in range(_ATTEMPTS):
        now = read(change.target)
        wanted = take_back(change, now)
        if now == wanted:
            return
        try:
            if change.aside is None:
                _exchange_back(journal, change, now, wanted)
            else:
                _write_back(journal, change, now or b"", wanted or b"")
        except Moved:
            continue
        return
    raise EditRefused(f"{change.path} keeps changing", hint="codexctl status")


def _exchange_back(
    journal: Journal, change: FileChange, now: bytes | None, wanted: bytes | None
) -> None:
    spare, draft = journal.spare(change), journal.draft(change)
    with refusing(change.target):
        spare.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)
        if wanted is not None:
            # Only a complete file may have the name that is used after a crash.
            stage(change.target, draft, wanted, change.mode)
            draft.rename(spare)
        put_in_place(change.target, spare, now, wanted)


def _write_back(journal: Journal, change: FileChange, now: bytes, wanted: bytes) -> None:
    """Write in place; what is not in the journal is kept aside for that while."""
    spare = journal.spare(change)
    if now != change.after:
        spare.unlink(missing_ok=True)
        journal.draft(change).unlink(missing_ok=True)
        stage(spare, journal.draft(change), now, None)
        journal.draft(change).rename(spare)
    write_in_place(change.target, now, wanted)
    spare.unlink(missing_ok=True)
