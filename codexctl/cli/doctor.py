"""`codexctl doctor`: the first cause of a problem, and the one command that fixes it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.checks import Cause, Check
from codexctl.cli.edits.applying import allowed, applied
from codexctl.cli.edits.asked_first import rehearsed
from codexctl.cli.edits.editing import in_place_option
from codexctl.cli.edits.interruption import settled_first, unusable_set_aside
from codexctl.cli.edits.outcome import check_json, show
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, check_lines, paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.health.governed import may_trust
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.edit.plans.fix import Ailing

SCHEMA = "codexctl.doctor/1"


@click.command(cls=Command)
@click.option("--fix", is_flag=True, help="Fix what can be fixed, after showing the diff.")
@click.option("--offline", is_flag=True, help="Ask neither Codex nor any destination.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@in_place_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *, fix: bool, offline: bool, yes: bool, no_input: bool, in_place: bool, as_json: bool
) -> int:
    """Name the cause of what does not work, and the command to fix it."""
    from codexctl.health.registry import causes

    locations = locate(os.environ)
    if fix:
        # In this order: a damaged journal would stop every edit, even finishing the interrupted
        # one.
        unusable_set_aside(locations)
        settled_first(locations, dry_run=False)
    checks = examine(locations, offline=offline)
    if fix and causes(checks):
        asking = can_ask(no_input=no_input or as_json)
        if any(check.cause is Cause.store_sums for check in checks):
            _sum_up_anew(locations)
        _fix(locations, yes=yes, asking=asking, in_place=in_place, quiet=as_json)
        checks = examine(locations, offline=offline)
    found = causes(checks)
    if as_json:
        print_json(_as_json(checks, found))
    else:
        _say(found, len(checks))
    return EXIT_PROBLEM if found else 0


def examine(locations: Locations, *, offline: bool = False) -> tuple[Check, ...]:
    """Run all checks; with `offline` neither Codex nor a backend is asked."""
    from codexctl.health.here import look_around
    from codexctl.health.registry import examined_thoroughly

    return examined_thoroughly(look_around(locations, asking=not offline), offline=offline)


def _say(found: Sequence[Check], looked_at: int) -> None:
    if not found:
        tell(f"{paint('✓', 'green')} all {looked_at} checks passed")
        return
    first, *others = found
    tell(f"{paint('✗', 'red')} {first.summary}")
    tell(f"  → {first.remedy}")
    if others:
        tell("\nThen:")
        for line in check_lines(others):
            tell(line)


def _as_json(checks: Sequence[Check], found: Sequence[Check]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "ok": not found,
        "causes": [check_json(check) | {"cause": check.cause or check.id} for check in found],
        "checks": [check_json(check) for check in checks],
    }


def _fix(locations: Locations, *, yes: bool, asking: bool, in_place: bool, quiet: bool) -> None:
    """Apply what setup would write, then deliver what is waiting."""
    from codexctl.cli.setup.run import deliver_now
    from codexctl.deliver.cursors.catchup import mark_existing_seen
    from codexctl.edit.plans.leftovers import make_room
    from codexctl.settings.load import load

    plan = _plan(locations)
    if not plan.is_empty:
        if not quiet:
            show(plan)
        for note in rehearsed(plan, locations, must_start=True).notes:
            tell(f"note: {note}", err=True)
        in_place = allowed(plan, locations, yes=yes, asking=asking, in_place=in_place)
        for note in applied(lambda: _plan(locations), locations, in_place=in_place)[1]:
            tell(f"note: {note}", err=True)
        names = [destination.name for destination in load(locations.settings_toml).destinations]
        mark_existing_seen(locations, names, time.time_ns())
    # Even without an edit: delivering fixes a backlog.
    make_room(locations)
    deliver_now(locations, given())


def _sum_up_anew(locations: Locations) -> None:
    """Rebuild the data derived from turns; after an interruption the next run continues it."""
    from codexctl.deliver.store.kept.rebuild import forget_kept
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.deliver.store.upkeep import keep_up

    store = LocalStore.open_existing(locations.traces_db)
    if store is None:
        return
    try:
        forget_kept(store.connection)
    finally:
        store.close()
    keep_up(locations.traces_db, lambda: True, lambda said: click.echo(said, err=True))


def _plan(locations: Locations) -> Plan:
    from codexctl.cli.setup.by_plugin import plugin_trust
    from codexctl.edit.intent.wanted import Intent, Trigger
    from codexctl.edit.parts.codex_files import read_contents
    from codexctl.edit.plans.fix import plan_fix
    from codexctl.edit.plans.worktree import with_folder
    from codexctl.projects.root import project_at
    from codexctl.settings.load import load

    ailing = _ailing(locations)
    paths = (ailing.hooks_path, *filter(None, [ailing.switched_off]))
    contents = read_contents(locations, paths)
    trust = plugin_trust(Intent(trigger=Trigger.plugin), locations) if ailing.by_plugin else {}
    settings = load(locations.settings_toml)
    plan = plan_fix(contents, settings, ailing, locations, sys.executable, trust)
    here = project_at(Path.cwd(), locations.codex_home)
    return with_folder(plan, here if ailing.hooks_path != locations.hooks_json else None)


def _ailing(locations: Locations) -> Ailing:
    """Find what can be fixed, here and in the repository of the current folder."""
    from codexctl.edit.plans.fix import Ailing
    from codexctl.health.here import codex_here, hooks_path_here
    from codexctl.projects.root import project_at

    path, root = hooks_path_here(locations), project_at(Path.cwd(), locations.codex_home)
    found = codex_here(locations, path, asking=True)
    layer = Path(found.switched_off_by)
    in_repository = (
        root is not None and layer != locations.config_toml and layer.is_relative_to(root)
    )
    return Ailing(
        path,
        managed_only=found.requirements.managed_hooks_only,
        by_machine=found.machine_script is not None,
        by_plugin=found.by_plugin and not found.by_notify,
        switched_off=layer if in_repository else None,
        self_trust=may_trust(locations),
    )
