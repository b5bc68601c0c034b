"""The note of an edit in progress: what a crash leaves behind for the next command to settle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from codexctl.edit.files import read
from codexctl.edit.receipts import MOST_BYTES, FileChange, Receipt, from_json, to_json
from codexctl.edit.stage import UNFINISHED, make_folders, write_own
from codexctl.edit.swap import sync_folder
from codexctl.errors import CodexctlError
from codexctl.locations import Locations


@dataclass(frozen=True, slots=True)
class Journal:
    """A plan that is being applied. While it is `staged` False, no target has been touched."""

    receipt: Receipt
    staged: bool

    def temp(self, change: FileChange) -> Path:
        """Where a change's new content waits, beside its target."""
        return change.target.with_name(f".{change.target.name}.codexctl-{self.receipt.id}")

    def spare(self, change: FileChange) -> Path:
        """The same for taking the change back."""
        return change.target.with_name(f".{change.target.name}.codexctl-{self.receipt.id}-back")


def write(journal: Journal, where: Locations) -> None:
    """Write the note so that it survives a power cut."""
    make_folders(where.data_dir)
    data = {"staged": journal.staged, "receipt": to_json(journal.receipt)}
    write_own(where.journal_file, json.dumps(data).encode())
    sync_folder(where.data_dir)


def read_journal(where: Locations) -> Journal | None:
    """The note of an edit that has not ended; None if there is none.

    Raises CodexctlError if it is damaged.
    """
    content = read(where.journal_file, MOST_BYTES)
    if content is None:
        return None
    try:
        data = json.loads(content)
        return Journal(receipt=from_json(data["receipt"]), staged=data["staged"])
    except (ValueError, KeyError, TypeError) as error:
        hint = f"an edit was interrupted; compare your files, then move {where.journal_file} away"
        raise CodexctlError(f"{where.journal_file} is damaged: {error}", hint) from error


def erase(where: Locations) -> None:
    """The edit has ended, one way or the other; half-written notes go too."""
    where.journal_file.unlink(missing_ok=True)
    for folder in (where.data_dir, where.receipts_dir):
        for half_written in folder.glob(f"*{UNFINISHED}"):
            half_written.unlink(missing_ok=True)
