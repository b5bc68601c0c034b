"""`codexctl hooks`: what Codex runs, and whether it trusts it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import (
    PROJECT,
    Wishes,
    carry_out,
    editing,
    either_scope_option,
    json_option,
    scope_here,
    scope_option,
    scopes_here,
)
from codexctl.cli.groups import Group
from codexctl.cli.words.empty import VALUES
from codexctl.cli.words.numbers import MOST, Number
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.health.governed import refuse_self_trust
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.codex.report.hook_files import Entry
    from codexctl.edit.plan import Plan


@click.group(cls=Group)
def command() -> None:
    """List, add, remove, check and trust hooks."""


@command.command("list")
@either_scope_option
@click.option("--ask", is_flag=True, help="Also show what Codex says about each hook.")
@json_option
def list_(scope: str, *, ask: bool, as_json: bool) -> int:
    """List all hooks: event, matcher, command, state and file.

    Codex runs those that are trusted or managed, and skips the others silently.
    """
    from codexctl.cli.codex.hook_listing import listing, report

    locations = locate(os.environ)
    return report(
        listing(locations, scopes_here(locations, scope), scope, ask=ask), as_json=as_json
    )


@command.command()
@click.argument("event", shell_complete=known_values.events)
@click.argument("program", metavar="[COMMAND]…", nargs=-1, type=VALUES)
@click.option("--matcher", metavar="PATTERN", help="Only if this matches, for example ^Bash$.")
@click.option(
    "--timeout",
    type=Number(0, MOST),
    metavar="SECONDS",
    help="How long it may run at most. Default: 600.",
)
@click.option("--async", "async_", is_flag=True, help="Codex does not wait for it.")
@click.option("--status-message", metavar="TEXT", help="What Codex shows while it runs.")
@click.option(
    "--context-limit",
    type=Number(0, MOST),
    metavar="TOKENS",
    help="How much it may tell the model at most. Default: 2500.",
)
@click.option("--command-windows", metavar="COMMAND", help="The command on Windows.")
@click.option(
    "--server", metavar="NAME", help="Call a tool of this MCP server instead of a command."
)
@click.option("--tool", metavar="NAME", help="The tool to call.")
@click.option("--at", type=Number(0, MOST), metavar="GROUP", help="Before this group, not last.")
@click.option("--inline", is_flag=True, help="Into config.toml, not hooks.json.")
@click.option("--trust", is_flag=True, help="Record its hash, as Codex's review does.")
@scope_option
@editing
def add(
    event: str,
    scope: str,
    *,
    program: tuple[str, ...],
    at: int | None,
    inline: bool,
    trust: bool,
    wishes: Wishes,
    **words: Any,
) -> int:
    """Add a hook on EVENT; every other hook keeps its trust.

    COMMAND is one line for a shell, or a program and its arguments; write -- before it where an
    argument looks like an option. Codex skips the hook until you trust it: add --trust, or review
    it when you next start codex.
    """
    from codexctl.edit.plans.hook_edit import plan_add
    from codexctl.edit.plans.hook_words import new_hook

    locations = locate(os.environ)
    if trust:
        refuse_self_trust(locations)
    files = scope_here(locations, scope)
    path = files.config if inline else files.hooks
    # A single argument is a shell command line; several arguments are one word each.
    line = program[0] if len(program) == 1 else shlex.join(program)
    new, notes = new_hook(event, {**words, "shell_command": line}, index=at, trusted=trust)
    return carry_out(lambda: plan_add(path, new, locations), locations, wishes, notes=notes)


@command.command()
@click.argument("names", metavar="HOOK…", nargs=-1, required=True)
@either_scope_option
@editing
def remove(names: tuple[str, ...], scope: str, *, wishes: Wishes) -> int:
    """Remove hooks; every other hook keeps its trust, even if its place changes.

    A HOOK is named by its place (stop:0:0), its command, or its event if that has only one hook.
    """
    from codexctl.edit.plans.hook_edit import plan_remove

    locations = locate(os.environ)
    bring = _of_plugins(locations, scope)
    chosen = _named((*_entries(locations, scope), *bring), names)
    plugins = [entry.file.plugin.name for entry in chosen if entry.file.plugin]
    if plugins:
        raise UsageError(
            f"the hook belongs to the plugin {plugins[0]}: remove the plugin, or untrust the hook",
            f"codex plugin remove {plugins[0]}, or codexctl hooks untrust {plugins[0]}",
        )
    path, *others = {Path(entry.file.hooks.source) for entry in chosen}
    if others:
        raise UsageError("these hooks are in several files", "remove them one file at a time")
    gone = [entry.hook for entry in chosen]
    return carry_out(lambda: plan_remove(path, gone, locations), locations, wishes)


@command.command()
@click.argument("names", metavar="HOOK…", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All hooks that are not trusted yet.")
@click.option("--shifted", is_flag=True, help="Hooks that you trusted at another place.")
@either_scope_option
@editing
def trust(names: tuple[str, ...], scope: str, *, every: bool, shifted: bool, wishes: Wishes) -> int:
    """Record that you trust hooks as they are now, as Codex's own review does.

    A HOOK is named by its place (stop:0:0), its command, or its event if that has only one hook. A
    plugin (NAME@MARKETPLACE) means all of its hooks. --shifted records no new trust: if somebody
    inserted a hook before others, it moves the trust of those to their new places.
    """
    if shifted:
        return _carry_on(names, scope, wishes, every=every)
    return _set_trust(names, scope, wishes, every=every, trusted=True)


@command.command()
@click.argument("names", metavar="HOOK…", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All hooks that are trusted.")
@either_scope_option
@editing
def untrust(names: tuple[str, ...], scope: str, *, every: bool, wishes: Wishes) -> int:
    """Withdraw your trust in hooks: Codex skips them until you review them again."""
    return _set_trust(names, scope, wishes, every=every, trusted=False)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@either_scope_option
@click.option("--offline", is_flag=True, help="Do not ask the installed Codex.")
@json_option
def validate(files: tuple[str, ...], scope: str, *, offline: bool, as_json: bool) -> int:
    """Find mistakes that make Codex ignore a whole file of hooks, or a part of it.

    FILES (hooks.json or config.toml) are checked instead of yours.
    """
    from codexctl.cli.config.validation import report, validate_hooks

    locations = locate(os.environ)
    result = validate_hooks(locations, files, scopes_here(locations, scope), offline=offline)
    return report(result, as_json=as_json)


def _carry_on(names: tuple[str, ...], scope: str, wishes: Wishes, *, every: bool) -> int:
    from codexctl.codex.report.hook_files import hook_files
    from codexctl.edit.plans.hook_edit import plan_carry_on

    locations = locate(os.environ)
    if every or names:
        raise UsageError("--shifted finds the hooks itself", "codexctl hooks trust --shifted")
    refuse_self_trust(locations)
    folders = [below.hooks.parent for below in scopes_here(locations, scope)]
    files = [hook_file.hooks for hook_file in hook_files(folders) if not hook_file.hooks.rejected]
    paths = [Path(hooks.source) for hooks in files]
    return carry_out(lambda: plan_carry_on(paths, locations), locations, wishes)


def _set_trust(
    names: tuple[str, ...], scope: str, wishes: Wishes, *, every: bool, trusted: bool
) -> int:
    from codexctl.codex.asking.version import minds_content
    from codexctl.codex.report.hook_files import to_trust, to_untrust
    from codexctl.edit.plans.hook_edit import plan_trust

    locations = locate(os.environ)
    if every == bool(names):
        raise UsageError("name the hooks, or --all", "codexctl hooks list")
    if trusted:
        refuse_self_trust(locations)
    entries = (*_entries(locations, scope), *_of_plugins(locations, scope))
    every_one = to_trust(entries) if trusted else to_untrust(entries)
    found = every_one if every else _named(entries, names)
    chosen = [(Path(entry.file.hooks.source), entry.hook)
              for entry in found if not entry.file.plugin]  # fmt: skip
    plugins = [(entry.file.plugin, entry.hook) for entry in found if entry.file.plugin]
    with_content = minds_content(given(), locations.codex_home) if plugins else True

    def plan() -> Plan:
        return plan_trust(
            chosen, locations, trusted=trusted, plugins=plugins, with_content=with_content
        )

    return carry_out(plan, locations, wishes)


def _named(entries: Sequence[Entry], names: Sequence[str]) -> tuple[Entry, ...]:
    from codexctl.codex.report.selectors import select

    return select(entries, names)


def _entries(locations: Locations, scope: str) -> tuple[Entry, ...]:
    """The hooks that a person may edit, with their trust from config.toml."""
    from codexctl.codex.hooks.trust import read_state
    from codexctl.codex.report.hook_files import entries, hook_files
    from codexctl.edit.files.read_config import read_config

    folders = [below.hooks.parent for below in scopes_here(locations, scope)]
    return tuple(entries(hook_files(folders), read_state(read_config(locations.config_toml))))


def _of_plugins(locations: Locations, scope: str) -> tuple[Entry, ...]:
    """The hooks of plugins: a person may trust them, but not edit them."""
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.hooks.trust import read_state
    from codexctl.codex.report.hook_files import entries, plugin_files
    from codexctl.edit.files.read_config import read_config

    if scope == PROJECT:
        return ()
    files = plugin_files(locations.codex_home, requirements_file().parent)
    return tuple(entries(files, read_state(read_config(locations.config_toml))))
