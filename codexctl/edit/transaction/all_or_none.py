"""All files or none: staged, noted, put in place. What a crash leaves: settle.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.back_out import back_out
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.receipts import save
from codexctl.edit.transaction.steps import clear, commit, remove_folders, stage_change
from codexctl.locations import Locations


def run(journal: Journal, locations: Locations, verify: Callable[[], None] | None = None) -> None:
    """Make all changes of the journal's receipt and save it, unless `verify` then objects.

    Raises Moved if a file is not what its change was made from, EditRefused if the system
    does not let us; either way everything is as it was.
    """
    note.write(journal, locations)
    try:
        for change in journal.receipt.files:
            stage_change(journal, change)
        journal = replace(journal, staged=True)
        note.write(journal, locations)
        commit(journal)
        if verify:
            verify()
    # Also if the person interrupts it: nothing may be left half done.
    except BaseException:
        back_out(journal, locations)
        raise
    close(journal, locations)


def close(journal: Journal, locations: Locations) -> None:
    """Finish an edit whose files are all in place: keep the receipt, forget the journal."""
    # The receipt first: after that, a crash leaves only cleaning up to do.
    save(journal.receipt, locations)
    clear(journal)
    for change in journal.receipt.files:
        if change.after is None:
            remove_folders(change.folders)
    note.erase(locations)
