"""`codexctl uninstall`: undoes everything that setup changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.applying import allowed, applied
from codexctl.cli.edits.editing import in_place_option
from codexctl.cli.edits.interruption import settled_first
from codexctl.cli.edits.outcome import Outcome, finish, show, show_purged
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, tell
from codexctl.cli.setup.uninstalling.beyond_files import delete_keys, purge_data, stop_service
from codexctl.cli.setup.uninstalling.notes import (
    edited_since,
    foreign_notes,
    left_behind,
    lost_with,
    purged,
    way_back,
)
from codexctl.edit.asking.administrator import checked, without_forbidden
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt


@click.command(cls=Command)
@click.option(
    "--purge", is_flag=True, help="Also delete traces, keys, receipts, snapshots and logs."
)
@click.option("--dry-run", is_flag=True, help="Only show the diff, and what --purge would delete.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@click.option("--offline", is_flag=True, help="Do not ask the installed Codex afterwards.")
@in_place_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *,
    purge: bool,
    dry_run: bool,
    yes: bool,
    no_input: bool,
    offline: bool,
    in_place: bool,
    as_json: bool,
) -> int:
    """Undo everything that setup changed.

    Other people's hooks keep their trust. Traces stay where they are unless --purge is given.
    """
    locations, asking = locate(os.environ), can_ask(no_input=no_input or as_json)
    said = settled_first(locations, dry_run=dry_run, quiet=as_json)
    receipts = _receipts(locations)
    plan = checked(_plan(locations, receipts, purge=purge), locations)
    edited = edited_since(plan, receipts)
    notes = (*lost_with(plan, edited, locations), *left_behind(plan, receipts, locations))
    outcome = Outcome.of("uninstall", plan, (*said, *notes))
    outcome = replace(outcome, way_back=way_back(plan, edited, locations))
    if purge:
        notes = (*outcome.notes, *foreign_notes(locations))
        outcome = replace(outcome, purged=purged(plan, locations), notes=notes)
    if not as_json:
        show(plan)
        show_purged(outcome.purged)
    if not dry_run and (purge or not plan.is_empty):
        question = "Apply this, and delete all traces, keys and logs?" if purge else "Apply this?"
        in_place = allowed(
            plan,
            locations,
            yes=yes,
            asking=asking,
            question=question,
            default=not purge,
            in_place=in_place or _agreed_in_place(receipts),
        )
        folders = _folders(plan, locations)
        outcome = _applied(outcome, locations, purge=purge, in_place=in_place)
        if not offline:
            outcome = _confirmed(outcome, folders, locations)
    elif not dry_run:
        _swept(locations)
    finish(outcome, dry_run=dry_run, as_json=as_json)
    return 0 if outcome.ok else EXIT_PROBLEM


def _swept(locations: Locations) -> None:
    """Delete what a killed uninstall may have left behind, if there is nothing to edit."""
    from codexctl.edit.plans.leftovers import sweep

    sweep(locations)


def _plan(locations: Locations, receipts: Sequence[Receipt], *, purge: bool) -> Plan:
    from codexctl.cli.completion import installed
    from codexctl.edit.parts.codex_files import read_contents
    from codexctl.edit.plans.uninstall import hooks_paths, paths_to_read, plan_uninstall

    # People who have removed Codex still want to remove codexctl's files.
    contents = read_contents(locations, paths_to_read(receipts, locations))
    plan = plan_uninstall(contents, receipts, locations, hooks_paths(receipts, locations))
    if purge:
        plan = replace(plan, edits=(*plan.edits, *installed(locations, receipts)))
    return without_forbidden(plan, locations)


def _receipts(locations: Locations) -> tuple[Receipt, ...]:
    """Read the receipts; without them, codexctl's edits are recognised by their content."""
    from codexctl.edit.transaction.receipts import list_receipts

    try:
        return list_receipts(locations)
    except CodexctlError as error:
        tell(f"note: {error.message}", err=True)
        return ()


def _agreed_in_place(receipts: Sequence[Receipt]) -> bool:
    """Whether setup was allowed to write in place; then uninstall is, too."""
    from codexctl.edit.plans.taken_back import changes_of_setup

    changes = changes_of_setup(receipts).values()
    return any(change.aside for found in changes for change in found)


def _applied(outcome: Outcome, locations: Locations, *, purge: bool, in_place: bool) -> Outcome:
    """Edit, then delete the destinations' cursors; with `purge` also everything else."""
    from codexctl.deliver.cursors.catchup import forget
    from codexctl.edit.plans.leftovers import sweep

    # Read first, because the settings are deleted, too.
    names = _destinations(locations)
    # Stopped before its file is deleted: the system needs the file for that.
    stopped = stop_service(locations)

    def replan() -> Plan:
        # Another edit may have written a receipt meanwhile.
        return _plan(locations, _receipts(locations), purge=purge)

    receipt, tidied = applied(replan, locations, in_place=in_place, asking=False)
    if purge:
        delete_keys(locations)
        purge_data(locations)
        return replace(outcome, applied=True, notes=(*outcome.notes, *stopped))
    sweep(locations)
    forget(locations, names)
    return outcome.after(receipt, (*stopped, *tidied))


def _folders(plan: Plan, locations: Locations) -> tuple[Path, ...]:
    """The folders in which to ask Codex: this one, and each repository that had our hooks."""
    hooks = (edit.path for edit in plan.edits if edit.path.name == locations.hooks_json.name)
    roots = (path.parents[1] for path in hooks if path != locations.hooks_json)
    return tuple(dict.fromkeys((Path.cwd(), *roots)))


def _confirmed(outcome: Outcome, folders: Sequence[Path], locations: Locations) -> Outcome:
    """Ask Codex, if it is installed, whether it still has anything of codexctl."""
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.uninstall_check import hooks_gone

    binary = find_codex(given())
    if binary is None or not locations.codex_home.is_dir():
        return outcome
    try:
        answers = [ask(binary, locations.codex_home, folder, given()) for folder in folders]
    except CodexSilent as error:
        note = f"Codex could not be asked: {error.message}"
        return replace(outcome, notes=(*outcome.notes, note))
    return replace(outcome, checks=(hooks_gone(answers, locations),))


def _destinations(locations: Locations) -> tuple[str, ...]:
    from codexctl.settings.load import SettingsError, load

    try:
        return tuple(destination.name for destination in load(locations.settings_toml).destinations)
    except SettingsError:
        return ()
