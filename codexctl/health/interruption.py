"""Messages about an edit that a crash interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from codexctl.checks import Cause, Check, State
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.not_ours import foreign_in
from codexctl.wording import safe, time_said

if TYPE_CHECKING:
    from codexctl.edit.transaction.interrupted import Interrupted
    from codexctl.edit.transaction.receipts import Receipt

ID = "edit.interrupted"
_FIX = "codexctl doctor --fix"


def interruption(locations: Locations) -> Iterator[Check]:
    """One check if an edit was interrupted, else none."""
    from codexctl.edit.transaction.interrupted import interrupted
    from codexctl.edit.transaction.journal import JournalUnusable

    try:
        found = interrupted(locations)
    except JournalUnusable as error:
        yield Check(ID, State.problem, error.message, error.hint, Cause(error.fault.value))
        return
    except (CodexctlError, OSError):
        if foreign_in(locations.data_dir) is None:
            raise
        return  # nothing can be read there; the check on folders reports that
    if found is not None:
        said = f"{what(found)}; {_outlook(found)}"
        yield Check(ID, State.problem, said, _FIX, Cause.edit_interrupted)


def what(found: Interrupted) -> str:
    """What was interrupted, as the beginning of a sentence."""
    if found.receipt is None:
        return "an edit was interrupted before it changed anything"
    when = "; only the clean-up was left to do" if found.kept else ""
    return f"{name_of(found.receipt)} was interrupted{when}"


def name_of(receipt: Receipt) -> str:
    """An edit for messages: what was done, and when."""
    return f"{safe(receipt.title)} ({time_said(receipt.at, seconds=False)})"


def _outlook(found: Interrupted) -> str:
    way = f"the next command that edits has it {found.end}"
    return way if found.kept or found.receipt is None else f"{way}, and codexctl undo undoes it"
