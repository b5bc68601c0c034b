"""`codexctl fleet plan`: shows what a roll-out would change."""

from __future__ import annotations

import click

from codexctl.cli.edits.editing import json_option
from codexctl.cli.edits.outcome import Outcome, finish, show
from codexctl.cli.fleet.machine import roll_out_plan, settled_first
from codexctl.cli.fleet.options import RollOut, roll_out_options
from codexctl.cli.fleet.wanted import check_python, places_of, wanted_by
from codexctl.cli.help.command import Command
from codexctl.errors import EXIT_PROBLEM


@click.command(cls=Command)
@roll_out_options
@click.option("--check", is_flag=True, help="Exit 1 if the machine differs from the policy.")
@json_option
def command(asked: RollOut, *, check: bool, as_json: bool) -> int:
    """Show what a roll-out would change on this machine, as one diff; nothing is written."""
    places = places_of(asked.root, asked.script, asked.platform)
    wanted = wanted_by(asked, places)
    notes = (*check_python(asked, places), *settled_first(places, dry_run=True))
    plan = roll_out_plan(wanted, places)()
    if not as_json:
        show(plan)
    finish(Outcome.of("fleet", plan, notes), dry_run=True, as_json=as_json)
    return EXIT_PROBLEM if check and not plan.is_empty else 0
