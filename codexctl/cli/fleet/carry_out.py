"""Shows a plan for a machine, asks for consent, and applies it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from codexctl.cli.edits.outcome import UNCHANGED, Outcome, agree, finish, show
from codexctl.cli.fleet.machine import state_folder
from codexctl.cli.render import can_ask

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.plans.fleet.places import Places


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an administrator wants a roll-out to be carried out."""

    dry_run: bool
    yes: bool
    no_input: bool
    as_json: bool
    in_place: bool


def carry_out(
    replan: Callable[[], Plan], places: Places, wishes: Wishes, notes: tuple[str, ...]
) -> int:
    """Show the plan, ask for consent, apply it; returns the exit code.

    Raises what `replan` raises, and EditRefused for what the system does not allow; then nothing is
    changed.
    """
    from codexctl.edit.files.obstacles import CannotReplace
    from codexctl.edit.plan import Effect
    from codexctl.edit.transaction.apply import apply, check_possible

    plan = replan()
    is_removal = plan.effect is Effect.removes
    back = "restored." if is_removal else "changed; codexctl fleet remove undoes it."
    none = UNCHANGED["fleet remove" if is_removal else "fleet"]
    outcome = replace(Outcome.of("fleet", plan, notes), way_back=back, unchanged=none)
    if not wishes.as_json:
        show(plan)
    if not wishes.dry_run and not plan.is_empty:
        hindered = check_possible(plan)
        if hindered and not wishes.in_place:
            raise CannotReplace(hindered[0])
        asking = can_ask(no_input=wishes.no_input or wishes.as_json)
        agree("Apply this?", yes=wishes.yes, asking=asking)
        state_folder(places)
        at, state = datetime.now(UTC), places.locations
        outcome = outcome.after(apply(replan, state, at=at, in_place=wishes.in_place))
    finish(outcome, dry_run=wishes.dry_run, as_json=wishes.as_json)
    return 0
