"""What a crash interrupted is settled by the next command that comes: finished, or undone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from codexctl.edit.files.in_place import half_way, write_in_place
from codexctl.edit.files.read import read, refusing
from codexctl.edit.files.swap import Moved, exchange
from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.all_or_none import close
from codexctl.edit.transaction.back_out import back_out
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.merge import UndoConflict, take_back
from codexctl.edit.transaction.receipts import FileChange, Receipt, is_saved
from codexctl.edit.transaction.steps import Stage, commit, state_of
from codexctl.locations import Locations


class End(StrEnum):
    """What becomes of an edit that was interrupted."""

    finished = "finished"
    taken_back = "undone"


@dataclass(frozen=True, slots=True)
class Settled:
    """An interrupted edit and its end.

    `left` are files that keep what we did to them, because somebody has edited the same place.
    """

    receipt: Receipt
    end: End
    left: tuple[Path, ...] = ()


def settle(locations: Locations, *, back: bool = False) -> Settled | None:
    """Finish what a crash interrupted if that is still possible, else (or `back`) undo it.

    To be called under the lock of everything that edits. Gives what was found, None if nothing
    was. Raises JournalUnusable where nobody can say what was interrupted.
    """
    journal = note.read_journal(locations)
    if journal is None:
        # Without a complete record, nothing was changed; an incomplete one may be there.
        note.erase(locations)
        return None
    if is_saved(journal.receipt, locations) and not journal.backing:
        # Only cleaning up was left to do.
        close(journal, locations)
        return Settled(journal.receipt, End.finished)
    if journal.staged:
        for change in journal.receipt.files:
            _restore_displaced(journal, change)
        if not (back or journal.backing) and _finished(journal, locations):
            return Settled(journal.receipt, End.finished)
    return Settled(journal.receipt, End.taken_back, back_out(journal, locations))


def displaced(journal: Journal, change: FileChange) -> tuple[Path, bytes] | None:
    """Somebody's content that a crash left outside, a moment after we exchanged it, and where.

    Of a file that is written in place it is the content that we were writing over.
    """
    now = read(change.target)
    for temp in (journal.temp(change), journal.spare(change)):
        outside = read(temp)
        if outside is None or outside in (change.before, change.after):
            continue
        if change.aside is None and now in (None, change.before, change.after):
            return temp, outside
        if change.aside is not None and now is not None and _is_half_back(change, now, outside):
            return temp, outside
    return None


def _is_half_back(change: FileChange, now: bytes, outside: bytes) -> bool:
    """Whether we were killed while we wrote back what `outside` is without our change."""
    try:
        return half_way(now, outside, take_back(change, outside) or b"")
    except UndoConflict:
        return False


def _finished(journal: Journal, locations: Locations) -> bool:
    if any(state_of(journal, change) is Stage.moved for change in journal.receipt.files):
        return False
    try:
        commit(journal)
    except Moved:
        return False
    close(journal, locations)
    return True


def _restore_displaced(journal: Journal, change: FileChange) -> None:
    """Put somebody's content back; ours waits beside it as before, and the file has moved."""
    found = displaced(journal, change)
    if found is None:
        return
    with refusing(change.target):
        if change.aside is not None:
            write_in_place(change.target, read(change.target) or b"", found[1])
            found[0].unlink()
        elif read(change.target) is None:
            found[0].rename(change.target)
        else:
            exchange(found[0], change.target)
