"""From a caller's plan to the disk, on the way of the commands: judged, locked, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from codexctl.edit.asking.administrator import checked
from codexctl.edit.files.own_folders import check_folders
from codexctl.edit.plan import Plan
from codexctl.edit.transaction.receipts import Receipt
from codexctl.environment import given
from codexctl.errors import EditRefused
from codexctl.locations import Locations, somebody_else


def judged(plan: Plan, locations: Locations) -> Plan:
    """The plan. Raises PolicyRefused for what the administrator does not allow."""
    return checked(plan, locations)


def applied(
    replan: Callable[[], Plan],
    locations: Locations,
    *,
    ask_codex: bool = False,
    undoes: str | None = None,
) -> Receipt:
    """Apply the plan that `replan` makes, then delete receipts that are too old.

    The plan must have been checked against the policy. With `ask_codex`, the installed Codex is
    asked first whether it starts with the plan. `undoes` is the receipt that the plan undoes.
    Raises EditRefused if root edits another person's files, if others could write to
    codexctl's folders, or if Codex would not start; and what `apply` raises.
    """
    from codexctl.edit.plans.upkeep import tidy
    from codexctl.edit.transaction.apply import apply, check_possible

    if owner := somebody_else(locations):
        what = (
            f"{locations.codex_home} or codexctl's folders belong to user {owner}, and you are root"
        )
        raise EditRefused(what, f"run this as {owner}, who could not change what root writes there")
    check_folders(locations)
    plan = replan()
    check_possible(plan)
    if ask_codex:
        _ask_codex(plan, locations)
    receipt = apply(replan, locations, at=datetime.now(UTC), undoes=undoes)
    tidy(locations, datetime.now(UTC))
    return receipt


def undone(receipt_id: str, locations: Locations) -> Receipt:
    """Undo a receipt. Raises CodexctlError where there is none of that id."""
    from codexctl.edit.plans.undo import plan_undo
    from codexctl.edit.transaction.receipts import load

    kept = load(locations, receipt_id)
    return applied(lambda: judged(plan_undo(kept, locations), locations), locations, undoes=kept.id)


def _ask_codex(plan: Plan, locations: Locations) -> None:
    from codexctl.codex.asking.acceptance import rejection_of
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.find import find_codex
    from codexctl.edit.asking.rehearsal import rehearse

    binary = find_codex(given())
    if binary is None:
        raise EditRefused("there is no codex on the PATH to ask", "apply without asking it")
    if plan.is_empty:
        return
    try:
        found = rehearse(
            plan,
            locations,
            lambda home, cwd, flags: (
                rejection_of(binary, home, cwd, given(), flags=flags) if home.is_dir() else None
            ),
        )
    except CodexSilent as error:
        raise EditRefused(f"Codex could not be asked: {error.message}", error.hint) from None
    if found.refused and found.then:
        raise EditRefused(f"Codex would not start with that: {found.then.sentence}")
