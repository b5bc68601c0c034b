"""`codexctl sync`: rewrites the installed scripts after an upgrade or a move."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.applying import applied
from codexctl.cli.edits.interruption import settled_first
from codexctl.cli.edits.outcome import Outcome, finish, show
from codexctl.cli.help.command import Command
from codexctl.locations import Locations, locate
from codexctl.settings.installation.here import passing_note

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan


@click.command(cls=Command)
@click.option(
    "--enable-auto-sync", is_flag=True, help="From now on, codexctl does it automatically."
)
@click.option("--dry-run", is_flag=True, help="Only show the diff.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, enable_auto_sync: bool, dry_run: bool, as_json: bool) -> None:
    """Update the scripts that Codex calls, after an upgrade or a move.

    Afterwards they call this installation of codexctl. Codex's own files do not change, and the
    hooks stay trusted.
    """
    from codexctl.edit.plans.leftovers import make_room

    locations = locate(os.environ)
    said = settled_first(locations, dry_run=dry_run, quiet=as_json)
    plan = _plan(locations, enable_auto_sync)
    outcome = Outcome.of("sync", plan, (*said, *passing_note()))
    if not as_json:
        show(plan)
    if not dry_run and not plan.is_empty:
        outcome = outcome.after(
            *applied(lambda: _plan(locations, enable_auto_sync), locations, asking=False)
        )
        make_room(locations)
    finish(outcome, dry_run=dry_run, as_json=as_json)


def _plan(locations: Locations, auto: bool) -> Plan:
    from codexctl.edit.parts.codex_files import read_contents, understood
    from codexctl.edit.plans.sync import plan_sync, with_auto_sync
    from codexctl.health.here import hooks_path_here

    path = hooks_path_here(locations)
    contents = read_contents(locations, (path,))
    plan = plan_sync(contents, understood(contents, locations, path), locations, sys.executable)
    return with_auto_sync(plan, contents, locations) if auto else plan
