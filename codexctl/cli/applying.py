"""Applying a plan, and tidying up behind it: what every command does that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from codexctl.cli.governed_result import checked, governed
from codexctl.cli.outcome import agree
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.receipts import Receipt


def allowed(
    plan: Plan,
    where: Locations,
    *,
    yes: bool,
    asking: bool,
    question: str = "Apply this?",
    default: bool = True,
) -> None:
    """Refuse what cannot or may not be done before anybody is asked; then get a yes.

    Raises EditRefused where a file of the plan cannot be replaced, PolicyRefused, and what `agree`
    raises.
    """
    from codexctl.edit.apply import check_possible

    check_possible(checked(plan, where))
    agree(question, yes=yes, asking=asking, default=default)


def applied(
    replan: Callable[[], Plan], where: Locations, undoes: str | None = None
) -> tuple[Receipt, tuple[str, ...]]:
    """Apply the plan that `replan` makes; gives its receipt, and what there is to note.

    Receipts that nothing needs any more are deleted afterwards. `undoes` is the receipt that the
    plan takes back.
    """
    from codexctl.edit.apply import apply

    receipt = apply(governed(replan, where), where, at=datetime.now(UTC), undoes=undoes)
    return receipt, tuple(_tidied(where))


def _tidied(where: Locations) -> Iterator[str]:
    from codexctl.edit.upkeep import tidy

    gone = tidy(where, datetime.now(UTC))
    if gone:
        what = "1 old receipt was" if len(gone) == 1 else f"{len(gone)} old receipts were"
        yield f"{what} deleted, the newest of {gone[-1].at:%Y-%m-%d}"
