"""Applying a plan, and tidying up behind it: what every command does that writes."""

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
    """Refuse what cannot or may not be done before anybody is asked; then get a yes.

    `agreeing` gets it where a person is there to say it; without one they are asked the question.

    Gives whether files may be written in place: `in_place`, or the person says so here.
    Raises EditRefused where a file of the plan cannot be edited, CannotReplace where it could be
    in place and nobody has agreed to that, PolicyRefused, and what `agree` raises.
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
    """Ask whether a file may be written as it is. Raises CannotReplace for a no, or nobody."""
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
    """Apply the plan that `replan` makes; gives its receipt, and what there is to note.

    Receipts that nothing needs any more are deleted afterwards. `undoes` is the receipt that the
    plan takes back; `in_place` that files may be written as they are where they cannot be replaced.
    With `asking` nothing stays that keeps Codex from starting; `asked` is what it has said already,
    and `meanwhile` is begun with the files in place, once Codex takes them.
    """
    from codexctl.cli.edits.asked_first import verifying
    from codexctl.edit.transaction.apply import apply

    check_folders(locations)
    # Judged each time that it is made: under the lock it may be another plan than the one shown.
    plans, at = governed(replan, locations), datetime.now(UTC)
    verify = verifying(locations, asked, meanwhile) if asking else None
    receipt = apply(plans, locations, at=at, undoes=undoes, in_place=in_place, verify=verify)
    return receipt, (*_written_in_place(receipt), *_tidied(locations))


def _written_in_place(receipt: Receipt) -> Iterator[str]:
    for change in receipt.files:
        if change.aside is not None:
            yield f"{change.path} was written in place; its receipt has what it held: {receipt.id}"


def _tidied(locations: Locations) -> Iterator[str]:
    from codexctl.edit.plans.upkeep import tidy

    gone = tidy(locations, datetime.now(UTC))
    if gone:
        newest = time_said(gone[-1].at, seconds=False)
        yield f"{counted(len(gone), 'old receipt')} deleted, the newest of {newest}"
