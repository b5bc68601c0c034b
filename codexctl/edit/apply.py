"""Applying a plan: under the lock, all files or none, made anew for files that moved."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable
from datetime import datetime

from codexctl.edit.files import target_of
from codexctl.edit.journal import Journal
from codexctl.edit.lock import edit_lock
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.receipts import FileChange, Receipt
from codexctl.edit.stage import missing_folders
from codexctl.edit.swap import Moved
from codexctl.edit.transaction import run, settle
from codexctl.errors import EditRefused
from codexctl.locations import Locations


def apply(
    replan: Callable[[], Plan],
    where: Locations,
    *,
    at: datetime,
    undoes: str | None = None,
    attempts: int = 20,
) -> Receipt:
    """Apply the plan that `replan` makes from the files as they are at that moment.

    A file that changes before we have replaced it makes us plan again, `attempts` times at
    most; it is never overwritten. What an earlier crash left is settled first. `at` is the
    time for the receipt, `undoes` the receipt that this plan takes back. A plan that changes
    nothing gives a receipt without files, which is not kept.
    Raises EditRefused for files that cannot be replaced, and whatever `replan` raises.
    """
    with edit_lock(where):
        settle(where)
        path = where.codex_home
        for _ in range(attempts):
            plan = replan()
            receipt = _receipt(plan, at, undoes)
            try:
                if receipt.files:
                    run(Journal(receipt, staged=False), where)
            except Moved as moved:
                path = moved.path
                continue
            return receipt
    raise EditRefused(
        f"{path} changes again and again while it is to be edited",
        hint="close what writes to it, then try again",
    )


def check_possible(plan: Plan) -> None:
    """Raise EditRefused, before anybody is asked, where a file of the plan cannot be replaced."""
    for edit in plan.edits:
        if edit.before != edit.after:
            target_of(edit.path)


def recover(where: Locations) -> Receipt | None:
    """Finish or take back what a crash interrupted; gives its receipt, None if nothing was."""
    if not where.data_dir.exists():
        return None
    with edit_lock(where):
        journal = settle(where)
    return journal.receipt if journal else None


def _receipt(plan: Plan, at: datetime, undoes: str | None) -> Receipt:
    changes = tuple(_change(edit) for edit in plan.edits if edit.before != edit.after)
    if len({change.target for change in changes}) < len(changes):
        raise EditRefused("two of the files to be edited are one and the same (a link?)")
    return Receipt(
        id=f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        title=plan.title,
        at=at,
        files=changes,
        undoes=undoes,
    )


def _change(edit: FileEdit) -> FileChange:
    target = target_of(edit.path)
    deleted = edit.after is None and target.exists()
    return FileChange(
        path=edit.path,
        target=target,
        before=edit.before,
        after=edit.after,
        mode=stat.S_IMODE(target.stat().st_mode) if deleted else edit.mode,
        folders=edit.folders if edit.after is None else missing_folders(target.parent),
    )
