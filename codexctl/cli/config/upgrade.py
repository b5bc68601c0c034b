"""`config upgrade`: updates your files for a newer Codex, as one edit."""

from __future__ import annotations

import os
import re

import click

from codexctl.cli.edits.editing import Wishes, carry_out, editing, scope_here, scope_option
from codexctl.cli.help.command import Command
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import locate

_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")


@click.command("upgrade", cls=Command)
@click.option("--to", "wanted", metavar="VERSION", default="", help="Default: the installed Codex.")
@click.option("--remove", is_flag=True, help="Also remove keys that this Codex no longer knows.")
@scope_option
@editing
def upgrade(wanted: str, scope: str, *, remove: bool, wishes: Wishes) -> int:
    """Update keys and values that a newer Codex expects in another form; move profiles into files.

    A key that only you can decide about is shown, but not changed.
    """
    from codexctl.codex.asking.version import installed_version
    from codexctl.codex.config.known_keys import known
    from codexctl.edit.plan import Plan
    from codexctl.edit.plans.config.upgrade import plan_upgrade

    if wanted and not _VERSION.fullmatch(wanted):
        raise UsageError(
            f"{wanted} is not a version of Codex", "codexctl config upgrade --to 0.169"
        )
    locations = locate(os.environ)
    config = scope_here(locations, scope).config
    version = wanted or installed_version(given(), locations.codex_home, start=not wishes.offline)
    table = known(version)

    def replan() -> Plan:
        return plan_upgrade(config, table, locations, remove=remove).plan

    notes = plan_upgrade(config, table, locations, remove=remove).notes
    return carry_out(replan, locations, wishes, notes=notes)
