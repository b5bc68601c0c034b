"""`codexctl undo`: undoes one edit, byte for byte, and keeps every later change."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import Wishes, carry_out, edit_options
from codexctl.cli.edits.interruption import settled_first, stays
from codexctl.cli.edits.outcome import UNCHANGED, Outcome, agree, finish, show
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, diff_lines, tell
from codexctl.edit.asking.administrator import checked
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.health.interruption import name_of
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.transaction.interrupted import Interrupted
    from codexctl.edit.transaction.receipts import Receipt


@click.command(cls=Command)
@click.argument("receipt_id", metavar="[ID]", default="", shell_complete=known_values.receipts)
@edit_options
def command(receipt_id: str, *, wishes: Wishes) -> int:
    """Undo the last edit, or the one with this ID.

    `codexctl history` lists them; an interrupted edit counts as the last one. If somebody has
    edited the file since, only codexctl's change is undone. If the two cannot be separated,
    nothing is written and the difference is shown.
    """
    from codexctl.edit.plans.upkeep import passed_over, to_undo
    from codexctl.edit.transaction.interrupted import interrupted

    locations = locate(os.environ)
    found = interrupted(locations)
    if found and _is_meant(found, receipt_id):
        return _take_back_interrupted(found, locations, wishes)
    said = settled_first(locations, dry_run=wishes.dry_run, quiet=wishes.as_json)
    if found and _was_this(found, receipt_id):
        finish(_nothing_more(said), dry_run=wishes.dry_run, as_json=wishes.as_json)
        return 0
    receipt = to_undo(locations, receipt_id or None)
    if not receipt_id:
        over = passed_over(locations, receipt)
        if over and wishes.yes and not wishes.dry_run:
            # Otherwise an older edit than the one that the person expects would be undone silently.
            what = f"the last edit ({name_of(over[0])}) is undone already"
            hint = f"codexctl undo {receipt.id} undoes the one before: {name_of(receipt)}"
            raise CodexctlError(what, hint)
        said = (*said, *(f"{name_of(one)}: nothing of it is left to undo" for one in over))
    return take_back(receipt, locations, replace(wishes, said=said))


def take_back(receipt: Receipt, locations: Locations, wishes: Wishes) -> int:
    """Undo one edit by its receipt. Raises UndoConflict if others edited the same lines since."""
    from codexctl.edit.plans.undo import plan_undo
    from codexctl.edit.transaction.merge import UndoConflict

    if not wishes.as_json:
        tell(f"Undoing {name_of(receipt)}: {receipt.id}", err=True)
    agreed = wishes.in_place or any(change.aside for change in receipt.files)
    wishes = replace(wishes, in_place=agreed)
    try:
        return carry_out(
            lambda: plan_undo(receipt, locations), locations, wishes, undoes=receipt.id
        )
    except UndoConflict as conflict:
        for line in diff_lines(conflict.diff):
            click.echo(line, err=True)
        raise


def _is_meant(found: Interrupted, receipt_id: str) -> bool:
    """Whether the edit to undo is an interrupted one that can be undone without a receipt."""
    if found.receipt is None or found.kept or found.is_undo:
        return found.receipt is None and not receipt_id
    return receipt_id in ("", found.receipt.id)


def _was_this(found: Interrupted, receipt_id: str) -> bool:
    """Whether this same undo had been interrupted and is finished by now."""
    from codexctl.edit.transaction.settle import End

    if found.receipt is None or found.end is not End.finished:
        return False
    return found.is_undo and receipt_id in ("", found.receipt.undoes)


def _nothing_more(said: tuple[str, ...]) -> Outcome:
    from codexctl.edit.plan import Plan

    outcome = Outcome.of("edit", Plan((), "undo"), notes=said)
    return replace(outcome, unchanged=UNCHANGED["undo"])


def _take_back_interrupted(found: Interrupted, locations: Locations, wishes: Wishes) -> int:
    """Undo an edit that was interrupted: it has no receipt, and gets none."""
    from codexctl.edit.transaction.apply import recover

    plan = checked(found.taking_back(), locations)
    what = name_of(found.receipt) if found.receipt else "an edit that changed nothing yet"
    outcome = Outcome.of("undo", plan)
    if not wishes.as_json:
        tell(f"Undoing {what}, which was interrupted", err=True)
        show(plan)
    if not wishes.dry_run:
        if not plan.is_empty:
            asking = can_ask(no_input=wishes.no_input or wishes.as_json)
            agree("Apply this?", yes=wishes.yes, asking=asking)
        settled = recover(locations, back=True)
        left = tuple(stays(settled.left)) if settled else ()
        outcome = replace(outcome, applied=True, notes=(*outcome.notes, *left))
    finish(outcome, dry_run=wishes.dry_run, as_json=wishes.as_json)
    return EXIT_PROBLEM if outcome.notes else 0
