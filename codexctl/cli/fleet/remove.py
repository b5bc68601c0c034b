"""`codexctl fleet remove`: undoes a roll-out, and keeps every later change by others."""

from __future__ import annotations

from pathlib import Path

import click

from codexctl.cli.edits.editing import in_place_option, json_option
from codexctl.cli.fleet.carry_out import Wishes, carry_out
from codexctl.cli.fleet.machine import (
    check_root,
    forget,
    removal_plan,
    settled_first,
    unrecorded,
)
from codexctl.cli.fleet.options import platform_option, root_option
from codexctl.cli.fleet.wanted import places_of
from codexctl.cli.help.command import Command
from codexctl.cli.render import diff_lines


@click.command(cls=Command)
@root_option
@platform_option
@click.option("--dry-run", is_flag=True, help="Only show the diff.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@in_place_option
@json_option
def command(
    root: Path,
    platform: str,
    *,
    dry_run: bool,
    yes: bool,
    no_input: bool,
    in_place: bool,
    as_json: bool,
) -> int:
    """Undo the whole roll-out on this machine, byte for byte; run it as root.

    If somebody has edited a file since, only codexctl's change is undone. If the two cannot be
    separated, nothing is written and the difference is shown.
    """
    from codexctl.edit.transaction.merge import UndoConflict

    places = places_of(root, None, platform)
    if not dry_run:
        check_root(places, "sudo codexctl fleet remove")
    notes = (*settled_first(places, dry_run=dry_run), *unrecorded(places))
    try:
        wishes = Wishes(dry_run, yes, no_input, as_json, in_place)
        code = carry_out(removal_plan(places), places, wishes, notes)
    except UndoConflict as conflict:
        for line in diff_lines(conflict.diff):
            click.echo(line, err=True)
        raise
    if not dry_run:
        forget(places)
    return code
