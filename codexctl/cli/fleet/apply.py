"""`codexctl fleet apply`: sets up a machine for its administrator, without questions."""

from __future__ import annotations

import click

from codexctl.cli.edits.editing import in_place_option, json_option
from codexctl.cli.fleet.carry_out import Wishes, carry_out
from codexctl.cli.fleet.machine import check_root, roll_out_plan, settled_first
from codexctl.cli.fleet.options import RollOut, roll_out_options
from codexctl.cli.fleet.wanted import check_python, places_of, wanted_by
from codexctl.cli.help.command import Command


@click.command(cls=Command)
@roll_out_options
@click.option("--dry-run", is_flag=True, help="Only show the diff.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@in_place_option
@json_option
def command(
    asked: RollOut, *, dry_run: bool, yes: bool, no_input: bool, in_place: bool, as_json: bool
) -> int:
    """Write the policy, the hook script and Codex's requirements as one edit; run it as root.

    A second run changes nothing; with another policy, it changes the machine to that one. codexctl
    fleet remove undoes everything, byte for byte.
    """
    places = places_of(asked.root, asked.script, asked.platform)
    wanted = wanted_by(asked, places)
    notes = tuple(check_python(asked, places))
    if not dry_run:
        check_root(places, "sudo codexctl fleet apply --policy FILE")
    notes = (*notes, *settled_first(places, dry_run=dry_run))
    wishes = Wishes(dry_run, yes, no_input, as_json, in_place)
    return carry_out(roll_out_plan(wanted, places), places, wishes, notes)
