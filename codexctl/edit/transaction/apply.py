"""Applying a plan: under the lock, all files or none, made again for files that moved."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from codexctl.edit.files.in_place import EMPTY
from codexctl.edit.files.obstacles import CannotReplace, Hindrance, hindrance_of
from codexctl.edit.files.read import target_of
from codexctl.edit.files.stage import missing_folders
from codexctl.edit.files.swap import Moved
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.all_or_none import run
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.lock import edit_lock
from codexctl.edit.transaction.receipts import FileChange, Receipt
from codexctl.edit.transaction.settle import Settled, settle
from codexctl.errors import EditRefused
from codexctl.locations import Locations


def apply(
    replan: Callable[[], Plan],
    locations: Locations,
    *,
    at: datetime,
    undoes: str | None = None,
    in_place: bool = False,
    attempts: int = 20,
    verify: Callable[[Plan], None] | None = None,
) -> Receipt:
    """Apply the plan that `replan` makes from the files as they are at that moment.

    A file that changes before we have replaced it makes us plan again, `attempts` times at
    most; it is never overwritten. What an earlier crash left is settled first. `at` is the
    time for the receipt, `undoes` the receipt that this plan undoes. With `in_place` a file
    that cannot be replaced is written as it is, where that is possible. A plan that changes
    nothing gives a receipt without files, which is not kept.
    `verify` sees the plan when its files are in place and before it is kept: what it raises has
    everything put back as it was.
    Raises CannotReplace for files that cannot be replaced, EditRefused if a file keeps changing,
    and what `replan` and `verify` raise.
    """
    with edit_lock(locations):
        settle(locations)
        path = locations.codex_home
        for _ in range(attempts):
            plan = replan()
            receipt = _receipt(plan, at, undoes, locations.data_dir if in_place else None)
            try:
                if receipt.files:
                    check = partial(verify, plan) if verify else None
                    run(Journal(receipt, staged=False), locations, check)
            except Moved as moved:
                # Somebody else wrote in the meantime: the next plan is made from the new content.
                path = moved.path
                continue
            return receipt
    raise EditRefused(
        f"{path} keeps changing while codexctl tries to edit it",
        hint="close what writes to it, then try again",
    )


def check_possible(plan: Plan) -> tuple[Hindrance, ...]:
    """The files of a plan that cannot be replaced but can be written in place.

    Raises CannotReplace for a file that cannot be edited at all.
    """
    found = []
    for edit in plan.edits:
        if edit.before != edit.after and (
            hindrance := hindrance_of(edit.path, target_of(edit.path))
        ):
            if not hindrance.in_place:
                raise CannotReplace(hindrance)
            found.append(hindrance)
    return tuple(found)


def recover(locations: Locations, *, back: bool = False) -> Settled | None:
    """Settle what a crash interrupted, if anything was: finished, or (`back`) undone.

    Raises EditRefused where another codexctl edits for too long, JournalUnusable where nobody can
    say what was interrupted.
    """
    if not locations.data_dir.exists():
        return None
    with edit_lock(locations):
        return settle(locations, back=back)


def _receipt(plan: Plan, at: datetime, undoes: str | None, aside: Path | None) -> Receipt:
    edits = (edit for edit in plan.edits if edit.before != edit.after)
    changes = tuple(_change(edit, aside) for edit in edits)
    # Each edit was made from the current file: the second would undo the first.
    if len({change.target for change in changes}) < len(changes):
        raise EditRefused("two of the files to be edited are the same file; is one a link?")
    return Receipt(
        # Ids sort by time, and two in one second differ.
        id=f"{at:%Y%m%d-%H%M%S}-{os.urandom(3).hex()}",
        title=plan.title,
        at=at,
        files=changes,
        undoes=undoes,
        effect=plan.effect,
        root=plan.root,
    )


def _change(edit: FileEdit, aside: Path | None) -> FileChange:
    target = target_of(edit.path)
    hindrance = hindrance_of(edit.path, target)
    if hindrance:
        return _change_in_place(edit, target, hindrance, aside)
    deleted = edit.after is None and target.exists()
    return FileChange(
        path=edit.path,
        target=target,
        before=edit.before,
        after=edit.after,
        mode=stat.S_IMODE(target.stat().st_mode) if deleted else edit.mode,
        folders=edit.folders if edit.after is None else missing_folders(target.parent),
        folder_mode=edit.folder_mode,
    )


def _change_in_place(
    edit: FileEdit, target: Path, hindrance: Hindrance, aside: Path | None
) -> FileChange:
    if aside is None or not hindrance.in_place or edit.before is None:
        raise CannotReplace(hindrance)
    after = EMPTY.get(target.suffix, b"") if edit.after is None else edit.after
    return FileChange(edit.path, target, edit.before, after, edit.mode, aside=aside)
