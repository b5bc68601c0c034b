"""What a caller of the library gets for an applied plan, and hands back to undo it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.edit.transaction.receipts import Receipt as Kept


@dataclass(frozen=True, slots=True)
class Receipt:
    """An applied plan, kept on disk until it is old: `codexctl history` lists it, too.

    `id` is all that has to be remembered to undo it later; `title` is what people read, `at` the
    time (UTC). `files` are those that were changed: none where everything was so already, and then
    nothing is kept. `undoes` is the id of the receipt that this one undid, else None.
    """

    id: str
    title: str
    at: datetime
    files: tuple[Path, ...] = ()
    undoes: str | None = None


def given(kept: Kept) -> Receipt:
    """The receipt of a transaction as callers see it."""
    files = tuple(change.path for change in kept.files)
    return Receipt(kept.id, kept.title, kept.at, files, kept.undoes)
