"""Receipts: the newest of a file, and deleting old ones without losing what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.edit.plan import Effect
from codexctl.edit.plans.undo import plan_undo, undone
from codexctl.edit.shown import shown_diff
from codexctl.edit.transaction.receipts import Receipt, list_receipts, load, prune
from codexctl.errors import CodexctlError, EditRefused
from codexctl.locations import Locations

MAX_AGE = timedelta(days=365)
MAX_COUNT = 100
# Without it, every edit after the hundredth would read all hundred receipts.
SLACK = 20
_STAMP = "%Y%m%d-%H%M%S"


def tidy(locations: Locations, now: datetime) -> tuple[Receipt, ...]:
    """Delete receipts that are a year old, and the oldest beyond a hundred; gives the deleted.

    Those that uninstall needs stay. Reading all receipts takes a while, so it is done only once
    their names tell that some are too old, or `SLACK` too many.
    """
    # An id begins with its time, so the first name is the oldest.
    names = sorted(path.stem for path in locations.receipts_dir.glob("*.json"))
    if len(names) <= MAX_COUNT + SLACK and not (names and _age(names[0], now) > MAX_AGE):
        return ()
    needed = _needed(list_receipts(locations))
    return prune(locations, now, max_age=MAX_AGE, max_count=MAX_COUNT, keep=needed)


@dataclass(frozen=True, slots=True)
class Since:
    """What others changed in a file since the `receipt`; None where we never wrote the file."""

    path: Path
    receipt: str | None
    diff: str


def changed_since(locations: Locations, path: Path) -> Since:
    """Compare a file with what codexctl last left there.

    `diff` of the result is empty where nobody changed anything. Raises CodexctlError for a damaged
    receipt, EditRefused for a file that cannot be read.
    """
    for receipt in reversed(list_receipts(locations)):
        for change in receipt.files:
            if change.path == path:
                diff = shown_diff(change.after, read(path), str(path))
                return Since(path, receipt.id, diff)
    return Since(path, None, "")


def to_undo(locations: Locations, receipt_id: str | None) -> Receipt:
    """The receipt of that id, else the newest edit of which something is left.

    Raises CodexctlError where there is none.
    """
    if receipt_id:
        return load(locations, receipt_id)
    for receipt in _not_undone(locations):
        if _is_left(receipt, locations):
            return receipt
    raise CodexctlError("there is nothing to undo", "codexctl history")


def passed_over(locations: Locations, chosen: Receipt) -> tuple[Receipt, ...]:
    """Newer edits than the one `chosen` for undo that others have undone by hand already."""
    newer = (receipt for receipt in _not_undone(locations) if receipt.at > chosen.at)
    return tuple(receipt for receipt in newer if not _is_left(receipt, locations))


def _not_undone(locations: Locations) -> Iterator[Receipt]:
    """Edits that no undo has undone, the newest first."""
    receipts = list_receipts(locations)
    gone = undone(receipts)
    for receipt in reversed(receipts):
        if receipt.undoes is None and receipt.id not in gone:
            yield receipt


def _is_left(receipt: Receipt, locations: Locations) -> bool:
    """Whether undoing it would change anything, as far as that can be known."""
    try:
        return not plan_undo(receipt, locations).is_empty
    except EditRefused:
        return True


def _needed(receipts: tuple[Receipt, ...]) -> frozenset[str]:
    """What setup did since the last uninstall: only these know how files were before."""
    gone = undone(receipts)
    needed: set[str] = set()
    for receipt in receipts:
        if receipt.id not in gone and receipt.effect is Effect.removes:
            needed.clear()
        elif receipt.id not in gone and receipt.effect is Effect.installs:
            needed.add(receipt.id)
    return frozenset(needed)


def _age(name: str, now: datetime) -> timedelta:
    try:
        return now - datetime.strptime(name[:15], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return timedelta(0)
