"""The steps of an edit, one file each: staged, put in place, how far it has come, tidied up."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from pathlib import Path

from codexctl.edit.files.in_place import half_way, write_in_place
from codexctl.edit.files.read import read, refusing
from codexctl.edit.files.stage import make_folders, stage
from codexctl.edit.files.swap import Moved, put_in_place
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.receipts import FileChange


class Stage(Enum):
    """How far a staged change has come; "moved" is a file that holds neither one nor the other."""

    pending = "pending"
    done = "done"
    moved = "moved"


def stage_change(journal: Journal, change: FileChange) -> None:
    """Write a change's new content where it waits to be put in place, with the folders it needs.

    Raises EditRefused where the system does not let us.
    """
    if change.aside is not None:
        make_folders(change.aside)
        # The file that is set aside is our own, so it does not get the target's owner or
        # permissions.
        stage(journal.temp(change), journal.temp(change), change.after or b"", None)
    elif change.after is not None:
        make_folders(change.target.parent, change.folder_mode)
        stage(change.target, journal.temp(change), change.after, change.mode)


def commit(journal: Journal) -> None:
    """Put everything in place that is not there yet.

    Raises Moved for a file that holds neither its old content nor its new one, EditRefused where
    the system does not let us. What was put in place before that stays: `back_out` is for it.
    """
    # All files are checked before the first is changed, so that one that changed stops all.
    changes = [
        change for change in journal.receipt.files if state_of(journal, change) is not Stage.done
    ]
    for change in changes:
        if state_of(journal, change) is Stage.moved:
            raise Moved(change.target)
    for change in changes:
        with refusing(change.target):
            if change.aside is None:
                put_in_place(change.target, journal.temp(change), change.before, change.after)
            else:
                write_in_place(change.target, change.before or b"", change.after or b"")
                journal.temp(change).unlink()


def state_of(journal: Journal, change: FileChange) -> Stage:
    """How far a staged change has come.

    Putting it in place consumes the temporary file, so its absence tells that it was done,
    whatever somebody has written since.
    """
    now, waiting = read(change.target), read(journal.temp(change))
    if now == change.after or (change.after is not None and waiting in (None, change.before)):
        return Stage.done
    return Stage.pending if now == change.before or torn(change, now) else Stage.moved


def torn(change: FileChange, now: bytes | None) -> bool:
    """Whether a file that is written in place was left half written."""
    if change.aside is None or now in (None, change.before, change.after):
        return False
    return half_way(now or b"", change.before or b"", change.after or b"")


def clear(journal: Journal) -> None:
    """Remove what waits beside the files."""
    for change in journal.receipt.files:
        for temp in (journal.temp(change), journal.spare(change), journal.draft(change)):
            with refusing(temp), suppress(NotADirectoryError):
                temp.unlink(missing_ok=True)


def remove_folders(folders: tuple[Path, ...]) -> None:
    """Remove folders, the last one first, as far as they are empty."""
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:  # the folder is no longer empty
            return
