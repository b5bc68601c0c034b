"""The note of an edit in progress: what a crash leaves behind for the next command to settle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from codexctl.edit.files.read import read
from codexctl.edit.files.stage import UNFINISHED, make_folders, write_own
from codexctl.edit.files.swap import sync_folder
from codexctl.edit.transaction.receipts import MOST_BYTES, FileChange, Receipt, from_json, to_json
from codexctl.errors import CodexctlError, EditRefused
from codexctl.locations import Locations

_SCHEMA, _VERSION = "codexctl.journal/", 1


class Fault(StrEnum):
    """Why a journal says nothing."""

    unreadable = "journal-unreadable"
    damaged = "journal-damaged"
    newer = "journal-newer"


class JournalUnusable(CodexctlError):
    """An edit was interrupted, and its journal does not say which; `fault` is why."""

    def __init__(self, message: str, hint: str, fault: Fault) -> None:
        super().__init__(message, hint)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Journal:
    """A plan that is being applied, as its receipt will tell it.

    While `staged` is False no target has been touched. `backing` says that it is being undone:
    then it is never finished any more.
    """

    receipt: Receipt
    staged: bool
    backing: bool = False

    def temp(self, change: FileChange) -> Path:
        """Where a change's new content waits: beside its target, or aside with us."""
        if change.aside is None:
            return change.target.with_name(f".{change.target.name}.codexctl-{self.receipt.id}")
        # There may be two files with the same name.
        mark = hashlib.sha256(bytes(change.target)).hexdigest()[:8]
        return change.aside / f".{change.target.name}.{mark}.codexctl-{self.receipt.id}"

    def spare(self, change: FileChange) -> Path:
        """What is beside the target while the change is undone: the content that is put back.

        Of a file that is written in place, it is what the file held: a crash may leave it half
        written.
        """
        temp = self.temp(change)
        return temp.with_name(f"{temp.name}-back")

    def draft(self, change: FileChange) -> Path:
        """Where the content of `spare` is written until it is whole."""
        temp = self.temp(change)
        return temp.with_name(f"{temp.name}-draft")


def write(journal: Journal, locations: Locations) -> None:
    """Write the note so that it survives a power cut."""
    make_folders(locations.data_dir)
    data = {
        "schema": f"{_SCHEMA}{_VERSION}",
        "staged": journal.staged,
        "backing": journal.backing,
        "receipt": to_json(journal.receipt),
    }
    write_own(locations.journal_file, json.dumps(data).encode())
    sync_folder(locations.data_dir)


def read_journal(locations: Locations) -> Journal | None:
    """The note of an edit that has not ended; None if there is none.

    Raises JournalUnusable if it cannot be read, is damaged, or is a newer codexctl's.
    """
    path = locations.journal_file
    try:
        content = read(path, MOST_BYTES)
    except EditRefused as error:
        hint = f"an edit was interrupted; make it readable: ls -ld {path}"
        raise JournalUnusable(error.message, hint, Fault.unreadable) from error
    if content is None:
        return None
    try:
        data = json.loads(content)
        if _version(data) > _VERSION:
            said = f"{path}: an edit of a newer codexctl was interrupted"
            raise JournalUnusable(said, "run that one, or: codexctl update", Fault.newer)
        receipt = from_json(data["receipt"])
        return Journal(receipt, staged=data["staged"], backing=data.get("backing", False))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        said = f"{path}, the record of an interrupted edit, is damaged: {error}"
        raise JournalUnusable(said, "codexctl doctor --fix", Fault.damaged) from error


def half_written(locations: Locations) -> bool:
    """Whether an edit was interrupted while its note was being written: before anything else."""
    return _unfinished(locations.journal_file).exists() and not locations.journal_file.exists()


def erase(locations: Locations) -> None:
    """Delete the note of an edit that has ended, one way or the other, and half-written notes."""
    locations.journal_file.unlink(missing_ok=True)
    for folder in (locations.data_dir, locations.receipts_dir):
        for half in folder.glob(f"*{UNFINISHED}"):
            half.unlink(missing_ok=True)


def _version(data: Any) -> int:
    """The version of a note; the first ones did not say it. Raises ValueError for another kind."""
    said = data.get("schema", f"{_SCHEMA}{_VERSION}")
    name, number = said[: len(_SCHEMA)], said[len(_SCHEMA) :]
    if name != _SCHEMA:
        raise ValueError(f"schema {said!r}")
    return int(number)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)
