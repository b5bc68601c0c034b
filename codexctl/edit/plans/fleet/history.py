"""What earlier roll-outs of a machine did to each file, and the file without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from codexctl.edit.plans.taken_back import changes_of_setup
from codexctl.edit.transaction.merge import take_back
from codexctl.edit.transaction.receipts import FileChange, Receipt

Done = Mapping[Path, Sequence[FileChange]]
"""The changes of each file since it was last undone, the newest first."""


def done_to(receipts: Sequence[Receipt], root: Path) -> Done:
    """Collect them; `receipts` are all of the machine, oldest first.

    `root` is where the machine's tree is today: what was edited in an image is found in the
    machine that was started from it.
    """

    def today(change: FileChange, receipt: Receipt) -> FileChange:
        return _moved(change, receipt.root or Path("/"), root)

    return changes_of_setup(receipts, today)


def without(changes: Sequence[FileChange], now: bytes | None) -> bytes | None:
    """What the file would hold without those changes, and with what others did since.

    `changes` are the newest first. Raises UndoConflict where the two cannot be told apart.
    """
    for change in changes:
        now = take_back(change, now)
    return now


def _moved(change: FileChange, old: Path, new: Path) -> FileChange:
    if old == new:
        return change

    def there(path: Path) -> Path:
        return new / path.relative_to(old) if path.is_relative_to(old) else path

    return replace(
        change,
        path=there(change.path),
        target=there(change.target),
        folders=tuple(map(there, change.folders)),
        aside=None if change.aside is None else there(change.aside),
    )
