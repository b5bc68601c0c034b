"""The plan that takes a receipt back, and nothing that anybody did since."""

from __future__ import annotations

from collections.abc import Iterable

from codexctl.edit.files import read
from codexctl.edit.merge import take_back
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.receipts import FileChange, Receipt, list_receipts
from codexctl.errors import EditRefused
from codexctl.locations import Locations


def plan_undo(receipt: Receipt, where: Locations) -> Plan:
    """The plan that makes the receipt's files what they were.

    A file that still is what we left becomes what it was, byte for byte. One that was edited
    since loses our change and keeps theirs. Raises UndoConflict (an EditRefused), which
    carries the diff, where the two cannot be told apart, and EditRefused for a receipt that
    has been taken back already.
    """
    if receipt.id in undone(list_receipts(where)):
        raise EditRefused(f"{receipt.id} has been undone already", hint="codexctl history")
    edits = tuple(map(_edit, reversed(receipt.files)))
    return Plan(edits, title=f"undo: {receipt.title}")


def undone(receipts: Iterable[Receipt]) -> frozenset[str]:
    """The ids of receipts that have been taken back; one that undid an undo counts for both."""
    gone: set[str] = set()
    for receipt in sorted(receipts, key=lambda one: one.at, reverse=True):
        if receipt.undoes is not None and receipt.id not in gone:
            gone.add(receipt.undoes)
    return frozenset(gone)


def _edit(change: FileChange) -> FileEdit:
    now = read(change.path)
    return FileEdit(
        path=change.path,
        before=now,
        after=take_back(change, now),
        mode=change.mode,
        folders=change.folders,
    )
