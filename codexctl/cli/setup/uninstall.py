"""`codexctl uninstall`: undoes everything that setup changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
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
from codexctl.edit.asking.administrator import checked, without_forbidden
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt

# How long to wait for a worker that is delivering, in seconds.
WORKER_PATIENCE = 10.0


@click.command(cls=Command)
@click.option("--purge", is_flag=True, help="Also delete traces, keys, receipts and logs.")
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
    edited = _edited_since(plan, receipts)
    notes = (*_lost_with(plan, edited, locations), *_left(plan, receipts, locations))
    outcome = Outcome.of("uninstall", plan, (*said, *notes))
    outcome = replace(outcome, way_back=_way_back(plan, edited, locations))
    if purge:
        notes = (*outcome.notes, *_foreign(locations))
        outcome = replace(outcome, purged=_purged(plan, locations), notes=notes)
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
    """Without anything to edit: delete what a killed uninstall may have left behind."""
    from codexctl.edit.plans.leftovers import sweep

    sweep(locations)


def _edited_since(plan: Plan, receipts: Sequence[Receipt]) -> frozenset[Path]:
    """The files of the plan that somebody has edited since codexctl wrote them."""
    # Oldest first, so that the newest edit of each file counts.
    left = {change.path: change.after for receipt in receipts for change in receipt.files}
    return frozenset(edit.path for edit in plan.edits if left.get(edit.path) != edit.before)


def _lost_with(plan: Plan, edited: frozenset[Path], locations: Locations) -> Iterator[str]:
    """Say that a person's own lines in settings.toml are deleted with the file."""
    gone = {edit.path for edit in plan.edits if edit.after is None}
    if locations.settings_toml in gone & edited:
        yield (
            f"{locations.settings_toml} was edited by hand: your changes are deleted with it; "
            f"codexctl undo restores them"
        )


def _left(plan: Plan, receipts: Sequence[Receipt], locations: Locations) -> Iterator[str]:
    """Name the completion scripts that stay, each with the command that deletes it."""
    from codexctl.cli.completion import installed, remover

    planned = {edit.path for edit in plan.edits}
    for edit in installed(locations, receipts):
        if edit.path not in planned:
            yield f"{edit.path} stays; to delete it: {remover(edit, locations)}"


def _way_back(plan: Plan, edited: frozenset[Path], locations: Locations) -> str:
    """Say what is not restored, if there is anything."""
    kept = {edit.path for edit in plan.edits if edit.after is not None}
    if locations.notify_script not in kept:
        return "changed back; edits since setup were kept." if kept & edited else ""
    return (
        f"restored, except for {locations.notify_script}: another program's configuration names "
        f"it, so it stays and only calls your own program; run uninstall again when nothing names "
        f"it."
    )


def _purged(plan: Plan, locations: Locations) -> tuple[tuple[str, str], ...]:
    """What --purge deletes in addition to the plan's files: paths, with their content in words."""
    from codexctl.edit.plans.leftovers import remains

    shown = {edit.path for edit in plan.edits}
    names = _names_of_keys(locations)
    keys = {locations.keys_file: f"keys in the keyring: {', '.join(names)}"} if names else {}
    return tuple(
        (str(path), keys.get(path, holds))
        for path, holds in remains(locations)
        if path not in shown
    )


def _foreign(locations: Locations) -> Iterator[str]:
    """Notes on what --purge does not delete although it has one of codexctl's names."""
    from codexctl.edit.plans.leftovers import foreign

    for path, kind in foreign(locations):
        yield f"{path} is {kind} that codexctl did not make, and stays: ls -la {path}"


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
    stopped = _stop_service(locations)

    def replan() -> Plan:
        # Another edit may have written a receipt meanwhile.
        return _plan(locations, _receipts(locations), purge=purge)

    receipt, tidied = applied(replan, locations, in_place=in_place, asking=False)
    if purge:
        _delete_keys(locations)
        _purge(locations)
        return replace(outcome, applied=True, notes=(*outcome.notes, *stopped))
    sweep(locations)
    forget(locations, names)
    return outcome.after(receipt, (*stopped, *tidied))


def _stop_service(locations: Locations) -> tuple[str, ...]:
    """Stop the service that follows sessions before its file is deleted; else say how."""
    from codexctl.edit.files.read import read
    from codexctl.edit.plans.service import is_service, next_step, service_file, stop_command

    if not is_service(read(service_file(locations))):
        return ()
    words = stop_command(locations)
    if shutil.which(words[0]):
        done = subprocess.run(words, capture_output=True, check=False)
        if done.returncode == 0:
            return ()
    return (f"the service may still run: {next_step(locations, install=False)}",)


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


def _delete_keys(locations: Locations) -> None:
    """Delete every key that codexctl stored; first of all, because the list is deleted later."""
    from codexctl.settings.keys import keychain

    for name in _names_of_keys(locations):
        keychain.delete(name, locations)


def _names_of_keys(locations: Locations) -> tuple[str, ...]:
    from codexctl.settings.keys import keychain

    return keychain.names(locations)


def _purge(locations: Locations) -> None:
    """Delete codexctl's data when no worker writes to it any more."""
    from codexctl.edit.plans.leftovers import purge
    from codexctl.file_lock import held

    deadline = time.monotonic() + WORKER_PATIENCE
    while time.monotonic() < deadline:
        with held(locations.worker_lock) as mine:
            if mine:
                purge(locations)
                return
        time.sleep(0.05)
    hint = "codexctl uninstall --purge"
    raise CodexctlError("a worker is still delivering; only the traces are left to delete", hint)
