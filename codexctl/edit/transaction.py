"""All files or none: staging, committing, taking back, and settling what a crash interrupted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from codexctl.edit import journal as note
from codexctl.edit.files import read, refusing
from codexctl.edit.journal import Journal
from codexctl.edit.merge import take_back
from codexctl.edit.receipts import FileChange, save
from codexctl.edit.stage import make_folders, stage
from codexctl.edit.swap import Moved, exchange, put_in_place
from codexctl.errors import EditRefused
from codexctl.locations import Locations

_ATTEMPTS = 5


def run(journal: Journal, where: Locations) -> None:
    """Make all changes of the journal's receipt and save it.

    Raises Moved if a file is not what its change was made from, EditRefused if the system
    does not let us; either way everything is as it was.
    """
    note.write(journal, where)
    try:
        for change in journal.receipt.files:
            _stage(journal, change)
        journal = replace(journal, staged=True)
        note.write(journal, where)
        _commit(journal)
    except BaseException:
        back_out(journal, where)
        raise
    close(journal, where)


def settle(where: Locations) -> Journal | None:
    """Finish what a crash interrupted if that is still possible, else take it back.

    Gives the journal of what was found, None if nothing was.
    """
    journal = note.read_journal(where)
    if journal is None:
        note.erase(where)
        return None
    if not journal.staged:
        back_out(journal, where)
        return journal
    for change in journal.receipt.files:
        _restore_displaced(journal, change)
    try:
        if any(_state(journal, change) == "moved" for change in journal.receipt.files):
            raise Moved(where.journal_file)
        _commit(journal)
    except Moved:
        back_out(journal, where)
        return journal
    close(journal, where)
    return journal


def close(journal: Journal, where: Locations) -> None:
    """The changes are made: keep the receipt, forget the journal."""
    save(journal.receipt, where)
    _clear(journal)
    for change in journal.receipt.files:
        if change.after is None:
            _remove_folders(change.folders)
    note.erase(where)


def back_out(journal: Journal, where: Locations) -> None:
    """Take back what has been done of the journal's changes, and all that was put aside."""
    if journal.staged:
        for change in reversed(journal.receipt.files):
            if _state(journal, change) == "done":
                _revert(journal, change)
    _clear(journal)
    for change in journal.receipt.files:
        if change.before is None:
            _remove_folders(change.folders)
    note.erase(where)


def _stage(journal: Journal, change: FileChange) -> None:
    if change.after is not None:
        make_folders(change.target.parent)
        stage(change.target, journal.temp(change), change.after, change.mode)


def _commit(journal: Journal) -> None:
    changes = [one for one in journal.receipt.files if _state(journal, one) != "done"]
    for change in changes:
        if read(change.target) != change.before:
            raise Moved(change.target)
    for change in changes:
        with refusing(change.target):
            put_in_place(change.target, journal.temp(change), change.before, change.after)


def _state(journal: Journal, change: FileChange) -> str:
    """How far a staged change has come: "done", "pending", or the file has "moved".

    Putting it in place consumes the temporary file, so its absence tells that it was done,
    whatever somebody has written since.
    """
    now, waiting = read(change.target), read(journal.temp(change))
    if now == change.after or (change.after is not None and waiting in (None, change.before)):
        return "done"
    return "pending" if now == change.before else "moved"


def _restore_displaced(journal: Journal, change: FileChange) -> None:
    """Somebody's content that a crash left outside, a moment after we exchanged it: put it back.

    Exchanged again, ours waits beside it as before, and the file counts as moved.
    """
    for temp in (journal.temp(change), journal.spare(change)):
        outside, now = read(temp), read(change.target)
        if outside in (None, change.before, change.after):
            continue
        if now is None:
            temp.rename(change.target)
        elif now in (change.before, change.after):
            exchange(temp, change.target)


def _revert(journal: Journal, change: FileChange) -> None:
    """Take one change back, together with what somebody may have written on top of it."""
    for _ in range(_ATTEMPTS):
        now = read(change.target)
        wanted = take_back(change, now)
        if now == wanted:
            return
        spare = journal.spare(change)
        spare.unlink(missing_ok=True)
        if wanted is not None:
            stage(change.target, spare, wanted, change.mode)
        try:
            put_in_place(change.target, spare, now, wanted)
        except Moved:
            continue
        return
    raise EditRefused(f"{change.path} keeps changing", hint="codexctl status")


def _clear(journal: Journal) -> None:
    for change in journal.receipt.files:
        for temp in (journal.temp(change), journal.spare(change)):
            with refusing(temp), suppress(NotADirectoryError):
                temp.unlink(missing_ok=True)


def _remove_folders(folders: tuple[Path, ...]) -> None:
    """Remove folders, the last one first, as far as they are empty."""
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:  # somebody keeps something in it by now
            return
