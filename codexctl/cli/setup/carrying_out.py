"""Carries out a setup: shows it, asks for consent, applies it and tests it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from codexctl.cli.edits.agreeing import IN_PAGER, agree_or_go_back, key_lines
from codexctl.cli.edits.applying import allowed, applied
from codexctl.cli.edits.outcome import tell_changes, tell_notes
from codexctl.cli.edits.shown import in_reading_order, shown
from codexctl.cli.keys import Keys, kept
from codexctl.cli.paging import print_lines
from codexctl.cli.render import print_json
from codexctl.cli.setup.afterwards import proven, tell_next
from codexctl.cli.setup.answers import Answers
from codexctl.cli.setup.preparing import Wishes, plan_of, prepared
from codexctl.environment import given
from codexctl.errors import EXIT_INTERRUPTED, EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt


@contextmanager
def untouched() -> Iterator[None]:
    """For everything before the edit: say on Ctrl-C that nothing was changed."""
    try:
        yield
    except KeyboardInterrupt:
        what = "interrupted: nothing changed"  # with the program's name, it fits 40 columns
        raise CodexctlError(what, exit_code=EXIT_INTERRUPTED) from None


def carry_out(
    answers: Answers, wishes: Wishes, locations: Locations, *, is_wizard: bool = False
) -> int:
    """Plan, show, ask for consent, apply and test; returns the exit code.

    Raises Back if the person goes back from the diff to the wizard.
    """
    with untouched():
        intent, keys, outcome, plan = prepared(answers, wishes, locations)
        if not wishes.as_json:
            _show(plan, keys, locations, wishes)
        is_applied = not wishes.dry_run and (not plan.is_empty or bool(keys))
        in_place = is_applied and _agreed(plan, keys, locations, wishes, may_go_back=is_wizard)
    if is_applied:
        # The keys first: otherwise a turn could end before its key is stored.
        with kept(keys, locations):
            outcome = outcome.after(*_apply(intent, locations, in_place=in_place))
    if not wishes.as_json:
        tell_changes(outcome, dry_run=wishes.dry_run)
    if wishes.has_proof:
        outcome = proven(outcome, intent, locations, aloud=not wishes.as_json)
    if wishes.as_json:
        print_json(outcome.as_json())
    else:
        tell_notes(outcome)
    if is_wizard:
        tell_next(outcome, answers.intent, intent, has_proof=wishes.has_proof)
    return 0 if outcome.ok else EXIT_PROBLEM


def _show(plan: Plan, keys: Keys, locations: Locations, wishes: Wishes) -> None:
    """Show the diff; it is folded if a person is asked next, because they can ask for the rest."""
    if plan.is_empty and not keys:
        return
    plan = in_reading_order(plan, locations)
    is_asked = wishes.asking and not (wishes.yes or wishes.dry_run)
    lines = [*shown(plan, locations, folded=is_asked), *key_lines(keys)]
    in_pager = IN_PAGER if is_asked else ""
    print_lines(lines, may_page=wishes.asking and not wishes.yes, in_pager=in_pager)


def _agreed(
    plan: Plan, keys: Keys, locations: Locations, wishes: Wishes, *, may_go_back: bool
) -> bool:
    """Ask for consent; returns whether files may be written in place."""
    from codexctl.wizard.terminal import asker

    check_room(locations)

    def agreeing() -> None:
        agree_or_go_back(plan, keys, locations, asker(given()), may_go_back=may_go_back)

    return allowed(
        plan,
        locations,
        yes=wishes.yes,
        asking=wishes.asking,
        in_place=wishes.in_place,
        agreeing=agreeing,
    )


def _apply(
    intent: Intent, locations: Locations, *, in_place: bool
) -> tuple[Receipt, tuple[str, ...]]:
    """Edit, and count earlier sessions on disk as seen; returns the receipt and notes."""
    from codexctl.deliver.cursors.catchup import mark_existing_seen
    from codexctl.edit.plans.leftovers import make_room

    # Noted before the edit: a turn that ends during the edit is the first to be delivered.
    began_ns = time.time_ns()
    done = applied(lambda: plan_of(intent, locations), locations, in_place=in_place)
    make_room(locations)
    mark_existing_seen(
        locations, (destination.name for destination in intent.destinations), began_ns
    )
    return done


def check_room(locations: Locations) -> None:
    """Raise CodexctlError if no setup could record the first turn."""
    from codexctl.deliver.worker.disk_space import no_room

    if found := no_room(locations):
        raise CodexctlError(f"nothing was changed: {found.summary}", found.remedy)
