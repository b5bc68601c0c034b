"""`codexctl config snapshot`, `restore` and `apply`: an earlier state, or one that a file sets."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import (
    PROJECT,
    Wishes,
    carry_out,
    editing,
    json_option,
    scope_here,
    scope_option,
)
from codexctl.cli.help.command import Command
from codexctl.cli.render import diff_lines, print_json, tell
from codexctl.errors import EXIT_PROBLEM, UsageError
from codexctl.locations import locate
from codexctl.wording import counted, time_said

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan

SNAPSHOTS_SCHEMA, CHECK_SCHEMA = "codexctl.snapshots/1", "codexctl.config-check/1"


@click.command(cls=Command)
@click.argument("name", default="", shell_complete=known_values.snapshots)
@click.option("--force", is_flag=True, help="Replace an existing snapshot with this name.")
@click.option("--delete", is_flag=True, help="Delete the snapshot with this name.")
@json_option
def snapshot(name: str, *, force: bool, delete: bool, as_json: bool) -> int:
    """Save config.toml, hooks.json and profiles under NAME; without NAME, list all snapshots."""
    from codexctl.edit.plans.config.snapshots import forget, load, names, take

    locations = locate(os.environ)
    if delete:
        forget(name, locations)
        tell(f"The snapshot {name} is deleted.", err=True)
    elif name:
        found = take(name, datetime.now(UTC), locations, force=force)
        what = counted(len(found.files), "file")
        tell(f"{name} has {what}; to restore it: codexctl config restore {name}", err=True)
    known = [load(one, locations) for one in names(locations)] if as_json or not name else []
    if as_json:
        rows = [{"name": one.name, "at": one.at, "files": sorted(one.files)} for one in known]
        print_json({"schema": SNAPSHOTS_SCHEMA, "snapshots": rows})
        return 0
    for one in known:
        at = time_said(datetime.fromisoformat(one.at), seconds=False)
        tell(f"{one.name}  {at}  {', '.join(sorted(one.files))}")
    if not known and not name:
        tell("No snapshots. Take one: codexctl config snapshot NAME", err=True)
    return 0


@click.command(cls=Command)
@click.argument("name", shell_complete=known_values.snapshots)
@editing
def restore(name: str, *, wishes: Wishes) -> int:
    """Restore config.toml, hooks.json and profiles from a snapshot."""
    from codexctl.edit.plans.config.snapshots import load, plan_restore

    locations = locate(os.environ)
    found = load(name, locations)
    return carry_out(lambda: plan_restore(found, locations), locations, wishes)


def diff_to_snapshot(name: str) -> int:
    """Print what has changed since a snapshot; return the exit code: 1 if anything has."""
    from codexctl.edit.plan import Plan, diff
    from codexctl.edit.plans.config.snapshots import load, plan_restore

    locations = locate(os.environ)
    plan = plan_restore(load(name, locations), locations)
    # The plan goes back to the snapshot; the changes since then are the reverse.
    turned = (replace(edit, before=edit.after, after=edit.before) for edit in plan.edits)
    since = Plan(tuple(turned), plan.title)
    if since.is_empty:
        tell(f"nothing has changed since the snapshot {name}", err=True)
        return 0
    for line in diff_lines(diff(since)):
        click.echo(line)
    return EXIT_PROBLEM


@click.command(cls=Command)
@click.option(
    "--file", "source", required=True, metavar="FILE|-", help="The wanted state, as TOML."
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if something differs.")
@click.option("--unchecked", is_flag=True, help="Write what codexctl does not know, too.")
@scope_option
@editing
def apply(source: str, scope: str, *, check: bool, unchecked: bool, wishes: Wishes) -> int:
    """Set keys, features, MCP servers and hooks as a file says, and change nothing else.

    For dotfiles, dev containers and CI: a second run changes nothing.
    """
    from codexctl.edit.plans.config.wanted import plan_wanted, read_wanted

    locations = locate(os.environ)
    where = scope_here(locations, scope)
    text, name = _text(source)
    wanted = read_wanted(text, name, checked=not unchecked, project=scope == PROJECT)
    if check:
        return _checked(plan_wanted(wanted, where, locations), as_json=wishes.as_json)
    return carry_out(lambda: plan_wanted(wanted, where, locations), locations, wishes)


def _text(source: str) -> tuple[str, str]:
    if source == "-":
        return sys.stdin.read(), "stdin"
    try:
        return Path(source).read_text("utf-8"), source
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}", "--file FILE, or - for stdin") from None
    except UnicodeDecodeError:
        raise UsageError(f"{source}: is not UTF-8 text", "--file FILE, or - for stdin") from None


def _checked(plan: Plan, *, as_json: bool) -> int:
    from codexctl.edit.plan import diff

    said = "" if plan.is_empty else diff(plan)
    if as_json:
        files = [str(edit.path) for edit in plan.edits]
        print_json({"schema": CHECK_SCHEMA, "ok": plan.is_empty, "files": files, "diff": said})
    elif plan.is_empty:
        tell("nothing to change: everything is as the file says", err=True)
    else:
        for line in diff_lines(said):
            click.echo(line)
    return 0 if plan.is_empty else EXIT_PROBLEM
