"""Applies a plan and cleans up afterwards, for every command that edits files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.asking import confirm
from codexctl.cli.edits.outcome import agree
from codexctl.edit.asking.administrator import checked, governed
from codexctl.edit.files.own_folders import check_folders
from codexctl.locations import Locations
from codexctl.wording import counted, time_said

if TYPE_CHECKING:
    from codexctl.cli.edits.asked_first import Asked
    from codexctl.edit.files.obstacles import Hindrance
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt


def allowed(
    plan: Plan,
    locations: Locations,
    *,
    yes: bool,
    asking: bool,
    question: str = "Apply this?",
    default: bool = True,
    in_place: bool = False,
    agreeing: Callable[[], None] | None = None,
) -> bool:
    """Refuse what cannot be done or is not allowed; only then ask for consent.

    `agreeing` asks, if given; otherwise `question` is asked. Returns whether files may be written
    in place: if `in_place` is set, or the person agrees to it here. Raises EditRefused if a file of
    the plan cannot be edited, CannotReplace if it can only be written in place and nobody agreed to
    that, PolicyRefused, and what `agree` raises.
    """
    from codexctl.edit.transaction.apply import check_possible

    found = check_possible(checked(plan, locations))
    hindrances = () if in_place else found
    for hindrance in hindrances:
        _agree_in_place(hindrance, asking=asking and not yes)
    if agreeing and asking and not yes:
        agreeing()
    else:
        agree(question, yes=yes, asking=asking, default=default)
    return in_place or bool(hindrances)


def _agree_in_place(hindrance: Hindrance, *, asking: bool) -> None:
    """Ask whether a file may be written in place. Raises CannotReplace without a yes."""
    from codexctl.edit.files.obstacles import CannotReplace, said

    question = (
        "Write into the existing file? A copy is kept; Codex should not run at the same time."
    )
    if asking:
        click.echo(said(hindrance), err=True)
    if not asking or not confirm(question, default=False, err=True):
        raise CannotReplace(hindrance)


def applied(
    replan: Callable[[], Plan],
    locations: Locations,
    undoes: str | None = None,
    *,
    in_place: bool = False,
    asking: bool = True,
    asked: Asked | None = None,
    meanwhile: Callable[[Plan], None] | None = None,
) -> tuple[Receipt, tuple[str, ...]]:
    """Apply the plan that `replan` makes; returns its receipt, and notes to print.

    Receipts that nothing needs any more are deleted afterwards. `undoes` is the receipt that the
    plan undoes. `in_place` allows writing a file in place if it cannot be replaced. With `asking`,
    an edit that keeps Codex from starting is undone; `asked` is Codex's earlier answer, if any.
    `meanwhile` is started once the files are in place and Codex accepts them.
    """
    from codexctl.cli.edits.asked_first import verifying
    from codexctl.edit.transaction.apply import apply

    check_folders(locations)
    # Checked each time that it is made: under the lock it may differ from the plan that was shown.
    plans, at = governed(replan, locations), datetime.now(UTC)
    verify = verifying(locations, asked, meanwhile) if asking else None
    receipt = apply(plans, locations, at=at, undoes=undoes, in_place=in_place, verify=verify)
    return receipt, (*_written_in_place(receipt), *_tidied(locations))


def _written_in_place(receipt: Receipt) -> Iterator[str]:
    for change in receipt.files:
        if change.aside is not None:
            yield f"{change.path} was written in place; receipt {receipt.id} has its old content"


def _tidied(locations: Locations) -> Iterator[str]:
    from codexctl.edit.plans.upkeep import tidy

    gone = tidy(locations, datetime.now(UTC))
    if gone:
        newest = time_said(gone[-1].at, seconds=False)
        yield f"{counted(len(gone), 'old receipt')} deleted, the newest from {newest}"
