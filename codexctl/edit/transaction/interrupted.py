"""An edit that a crash interrupted, looked at without touching it: what it is, how it will end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codexctl.edit.files.read import read, supposing
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.journal import Journal, half_written, read_journal
from codexctl.edit.transaction.lock import lock_file
from codexctl.edit.transaction.merge import UndoConflict, take_back
from codexctl.edit.transaction.receipts import FileChange, Receipt, is_saved, serialized
from codexctl.edit.transaction.settle import End, displaced
from codexctl.edit.transaction.steps import Stage, state_of, torn
from codexctl.file_lock import is_held
from codexctl.locations import Locations


@dataclass(frozen=True, slots=True)
class Interrupted:
    """An edit that did not come to its end.

    `receipt` is None where not even its note was whole: then nothing was edited. `kept` says that
    its receipt is in the history: all that is missing is tidying up. `end` is what the next
    command makes of it, `forward` and `back` what finishing it or taking it back would still edit.
    """

    receipt: Receipt | None
    end: End
    kept: bool = False
    forward: tuple[FileEdit, ...] = ()
    back: tuple[FileEdit, ...] = ()

    @property
    def edits(self) -> tuple[FileEdit, ...]:
        """What the next command will edit to settle it."""
        return self.forward if self.end is End.finished else self.back

    @property
    def is_undo(self) -> bool:
        """Whether it was itself to take something back."""
        return self.receipt is not None and self.receipt.undoes is not None

    def taking_back(self) -> Plan:
        """The plan that undoes it."""
        return Plan(self.back, f"undo: {self.receipt.title}" if self.receipt else "undo")


def interrupted(locations: Locations) -> Interrupted | None:
    """Look for an interrupted edit; None where there is none, or one is being made just now.

    Raises JournalUnusable where its journal says nothing.
    """
    if not os.path.lexists(locations.journal_file):
        found = half_written(locations) and not _at_work(locations)
        return Interrupted(None, End.taken_back) if found else None
    if _at_work(locations):
        return None
    journal = read_journal(locations)
    return _look(journal, locations) if journal else None


@contextmanager
def as_if_settled(found: Interrupted, locations: Locations) -> Iterator[None]:
    """Plan as if it were settled already; nothing is written.

    Only reads through `edit.files.read` see it.
    """
    contents: dict[Path, bytes | None] = {edit.path: edit.after for edit in found.edits}
    if found.receipt and found.end is End.finished:
        path = locations.receipts_dir / f"{found.receipt.id}.json"
        contents[path] = serialized(found.receipt)
    with supposing(contents):
        yield


def _look(journal: Journal, locations: Locations) -> Interrupted:
    receipt = journal.receipt
    if is_saved(receipt, locations) and not journal.backing:
        return Interrupted(receipt, End.finished, kept=True)
    if not journal.staged:
        return Interrupted(receipt, End.taken_back)
    stages = {change: _stage(journal, change) for change in receipt.files}
    moved = any(stage is Stage.moved for stage, _ in stages.values())
    return Interrupted(
        receipt,
        End.taken_back if moved or journal.backing else End.finished,
        forward=tuple(_forward(stages)),
        back=tuple(_back(stages)),
    )


_Stages = Mapping[FileChange, tuple[Stage, bytes | None]]


def _stage(journal: Journal, change: FileChange) -> tuple[Stage, bytes | None]:
    """How far a change has come, and what its file holds, or will once it is put right."""
    outside = displaced(journal, change)
    if outside is not None:
        return Stage.moved, outside[1]
    return state_of(journal, change), read(change.target)


def _forward(stages: _Stages) -> Iterator[FileEdit]:
    for change, (stage, now) in stages.items():
        if stage is Stage.pending:
            yield FileEdit(change.path, now, change.after, change.mode)


def _back(stages: _Stages) -> Iterator[FileEdit]:
    for change, (stage, now) in stages.items():
        try:
            then = change.before if torn(change, now) else take_back(change, now)
        except UndoConflict:
            continue
        if stage is not Stage.moved and now != then:
            yield FileEdit(change.path, now, then, change.mode)


def _at_work(locations: Locations) -> bool:
    """Whether somebody holds the lock of everything that edits."""
    return is_held(lock_file(locations))
