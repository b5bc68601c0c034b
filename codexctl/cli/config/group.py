"""`codexctl config`: reads and changes any key of a config.toml, and nothing else in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.config.completing import complete_key
from codexctl.cli.edits.editing import (
    Wishes,
    carry_out,
    editing,
    either_scope_option,
    json_option,
    scope_here,
    scope_option,
    scopes_here,
    show_secrets_option,
)
from codexctl.cli.groups import Group
from codexctl.cli.render import diff_lines, print_json, tell
from codexctl.errors import CodexctlError
from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.document.data import KeyPath

SCHEMA = "codexctl.config/1"
DIFF_SCHEMA = "codexctl.config-diff/1"
PATH_SCHEMA = "codexctl.config-path/1"
_ELSEWHERE = {
    "set": "config.setting:set_",
    "edit": "config.edit:edit",
    "explain": "config.explaining:explain",
    "effective": "config.explaining:effective",
    "apply": "config.drift:apply",
    "snapshot": "config.drift:snapshot",
    "restore": "config.drift:restore",
    "watch": "config.rewritten:watch",
    "upgrade": "config.upgrade:upgrade",
}


@click.group(cls=Group, elsewhere=_ELSEWHERE)
def command() -> None:
    """Read, set, explain, check, upgrade and restore config.toml.

    Changing a key leaves the rest of the file as it is, byte for byte: comments, order, line
    endings.
    """


@command.command()
@click.argument("key", default="", shell_complete=complete_key)
@scope_option
@show_secrets_option
@json_option
def get(key: str, scope: str, *, show_secrets: bool, as_json: bool) -> int:
    """Print KEY's value in the file: text as it is, a table as its keys. Without KEY, print all.

    A single value is printed even if it is a secret; in a table or a list, secrets are hidden.
    """
    from codexctl.document.data import MISSING, lookup, spell
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.intent.config_words import key_path, why_not_set

    locations = locate(os.environ)
    path, wanted = scope_here(locations, scope).config, key_path(key) if key else ()
    value = lookup(read_config(path), wanted)
    if isinstance(value, Mapping | list) and not show_secrets:
        from codexctl.edit.shown import shown_copy

        value = shown_copy(value, wanted)
    if value is MISSING and not as_json:
        raise CodexctlError(f"{path} does not set {spell(wanted)}", why_not_set(wanted))
    if as_json:
        known = value is not MISSING
        if not known:
            from codexctl.edit.shown import shown_place

            wanted = shown_place(wanted)
        print_json({"schema": SCHEMA, "file": str(path), "key": spell(wanted), "set": known,
                    "value": value if known else None})  # fmt: skip
        return 0 if known else 1
    for line in _shown(wanted, value):
        click.echo(line)
    return 0


@command.command()
@click.argument("key", shell_complete=complete_key)
@scope_option
@editing
def unset(key: str, scope: str, *, wishes: Wishes) -> int:
    """Delete KEY, a value or a whole table, from the file."""
    from codexctl.edit.intent.config_words import key_path
    from codexctl.edit.plans.config_edit import plan_config, unsetting

    locations = locate(os.environ)
    path = scope_here(locations, scope).config
    change, title = unsetting(key_path(key))
    notes = tuple(_not_there(path, key_path(key)))
    return carry_out(
        lambda: plan_config(path, change, locations, title), locations, wishes, notes=notes
    )


def _not_there(path: Path, key: KeyPath) -> Iterator[str]:
    """A message for a key that is not set, with the most similar of all keys of Codex."""
    from codexctl.codex.config.schemas import schema_at
    from codexctl.codex.config.suggest import meant
    from codexctl.document.data import MISSING, lookup
    from codexctl.document.toml.text import key_text
    from codexctl.edit.files.read_config import read_config

    if schema_at(key) is None and lookup(read_config(path), key) is MISSING:
        found = meant(key)
        yield f"{path} does not set {key_text(key)}" + (
            f"; did you mean {key_text(found)}?" if found else ""
        )


@command.command()
@click.argument("name", default="", metavar="[SNAPSHOT]")
@scope_option
@json_option
def diff(name: str, scope: str, *, as_json: bool) -> int:
    """Show what others changed since codexctl last wrote config.toml and hooks.json.

    With the name of a snapshot, show what has changed since then (exit 1 if anything has).
    """
    if name:
        from codexctl.cli.config.drift import diff_to_snapshot

        return diff_to_snapshot(name)
    from codexctl.edit.plans.upkeep import changed_since

    locations = locate(os.environ)
    files = scope_here(locations, scope)
    found = [changed_since(locations, path) for path in (files.config, files.hooks)]
    if as_json:
        rows = [
            {"path": str(change.path), "receipt": change.receipt, "diff": change.diff}
            for change in found
        ]
        print_json({"schema": DIFF_SCHEMA, "files": rows})
        return 0
    for change in found:
        if change.receipt is None:
            tell(f"codexctl has not written {change.path}", err=True)
        elif not change.diff:
            tell(f"{change.path} is as codexctl left it ({change.receipt})", err=True)
        for line in diff_lines(change.diff) if change.diff else ():
            click.echo(line)
    return 0


@command.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@either_scope_option
@click.option("--offline", is_flag=True, help="Do not ask the installed Codex.")
@json_option
def validate(files: tuple[str, ...], scope: str, *, offline: bool, as_json: bool) -> int:
    """Check config.toml for what Codex rejects or ignores; the installed Codex is asked too.

    FILES are checked instead of yours: config.toml, hooks.json or requirements.toml.
    """
    from codexctl.cli.config.validation import report, validate_config

    locations = locate(os.environ)
    result = validate_config(locations, files, scopes_here(locations, scope), offline=offline)
    return report(result, as_json=as_json)


@command.command("path")
@scope_option
@json_option
def path_(scope: str, *, as_json: bool) -> int:
    """Print the path of config.toml; with --json, of all configuration files of Codex."""
    from codexctl.codex.asking.requirements import requirements_file

    locations = locate(os.environ)
    files = scope_here(locations, scope)
    if not as_json:
        click.echo(files.config)
        return 0
    found = {"config": files.config, "hooks": files.hooks, "user": locations.config_toml,
             "requirements": requirements_file()}  # fmt: skip
    rows = {name: {"path": str(path), "exists": path.exists()} for name, path in found.items()}
    print_json({"schema": PATH_SCHEMA, "files": rows})
    return 0


def _shown(path: tuple[str, ...], value: Any, *, named: bool = False) -> Iterator[str]:
    """Text without control characters; a table as lines, each with the key `named`."""
    is_text = isinstance(value, str) and (value.isprintable() or not sys.stdout.isatty())
    if is_text and not named:
        yield value
        return
    from codexctl.document.toml.shown import shown_key, shown_value

    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _shown((*path, key), below, named=True)
    elif named:
        yield f"{shown_key(path)} = {shown_value(value)}"
    else:
        yield shown_value(value)
