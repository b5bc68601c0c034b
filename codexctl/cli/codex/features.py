"""`codexctl features`: Codex's feature flags, under their current or older names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import (
    Wishes,
    carry_out,
    editing,
    json_option,
    scope_here,
    scope_option,
    scopes_here,
)
from codexctl.cli.groups import Group
from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.wording import did_you_mean

if TYPE_CHECKING:
    from codexctl.codex.asking.feature_list import Flag

SCHEMA = "codexctl.features/1"


@click.group(cls=Group)
def command() -> None:
    """List and switch Codex's feature flags."""


@command.command("list")
@click.argument("names", nargs=-1, shell_complete=known_values.features)
@json_option
def list_(names: tuple[str, ...], *, as_json: bool) -> int:
    """List the flags of the installed Codex: stage, value, and what decided it.

    NAMES are flags, or parts of their names.
    """
    from codexctl.codex.config.features import canonical

    locations = locate(os.environ)
    flags, version = _flags(locations)
    wanted = [canonical(name) for name in names]
    shown = [flag for flag in flags if not names or any(name in flag.name for name in wanted)]
    if as_json:
        rows = [{"name": flag.name, "stage": flag.stage or None, "value": flag.value,
                 "source": flag.source} for flag in shown]  # fmt: skip
        print_json({"schema": SCHEMA, "codex": version, "features": rows})
        return 0
    _check_found(wanted, shown, flags, asked=version is not None)
    if version is None:
        why = "there is no Codex to ask"
        if not locations.codex_home.is_dir():
            why = f"Codex was not asked, because there is no Codex home at {locations.codex_home}"
        tell(f"{why}: these are the flags that your files set", err=True)
    for line in _lines(shown):
        tell(line)
    return 0


@command.command()
@click.argument("name", shell_complete=known_values.features)
@click.option("--unchecked", is_flag=True, help="Write a flag that Codex does not list, too.")
@scope_option
@editing
def enable(name: str, scope: str, *, unchecked: bool, wishes: Wishes) -> int:
    """Switch a flag on. NAME may be an older name: codex_hooks is the same as hooks."""
    return _switch(name, scope, wishes, on=True, unchecked=unchecked)


@command.command()
@click.argument("name", shell_complete=known_values.features)
@click.option("--unchecked", is_flag=True, help="Write a flag that Codex does not list, too.")
@scope_option
@editing
def disable(name: str, scope: str, *, unchecked: bool, wishes: Wishes) -> int:
    """Switch a flag off. NAME may be an older name: codex_hooks is the same as hooks."""
    return _switch(name, scope, wishes, on=False, unchecked=unchecked)


def _switch(name: str, scope: str, wishes: Wishes, *, on: bool, unchecked: bool) -> int:
    from codexctl.cli.setup.offers import listed_flags
    from codexctl.codex.asking.feature_list import check_known, without_effect
    from codexctl.edit.plans.config_edit import plan_config, switching

    locations = locate(os.environ)
    path = scope_here(locations, scope).config
    flags = () if wishes.offline else listed_flags(locations)
    if not unchecked:
        check_known(name, flags)
    change, title = switching(name, on=on)
    notes = tuple(without_effect(name, flags))
    return carry_out(
        lambda: plan_config(path, change, locations, title), locations, wishes, notes=notes
    )


def _flags(locations: Locations) -> tuple[Sequence[Flag], str | None]:
    """The flags, and the version of the Codex that listed them; None if it was not asked."""
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.feature_list import list_flags, with_sources, written_flags
    from codexctl.codex.asking.find import find_codex
    from codexctl.edit.files.read_config import read_config

    binary, here = find_codex(given()), Path.cwd()
    if binary is None or not locations.codex_home.is_dir():
        # The repository's file first: it has precedence over the person's own.
        files = [scope.config for scope in reversed(scopes_here(locations, ""))]
        tables = {str(path): read_config(path) for path in files}
        return written_flags(tables), None
    flags = list_flags(binary, locations.codex_home, here, given())
    seen = ask(binary, locations.codex_home, here, given())
    return with_sources(flags, seen), seen.version


def _check_found(
    wanted: Sequence[str], shown: Sequence[Flag], flags: Sequence[Flag], *, asked: bool
) -> None:
    """Raise CodexctlError if no flag has this name or contains it."""
    from codexctl.codex.config.schemas import known_below

    for name in wanted:
        if any(name in flag.name for flag in shown):
            continue
        known = {flag.name for flag in flags} if asked else set(known_below(("features",)))
        if name in known:
            hint = f"codexctl features enable {name}"
            raise CodexctlError(f"no file of yours sets the feature {name}", hint)
        hint = did_you_mean(name, known, "codexctl features list")
        raise CodexctlError(f"there is no feature like {name}", hint)


def _lines(flags: Sequence[Flag]) -> Iterator[str]:
    from codexctl.wording import safe

    names = max((len(flag.name) for flag in flags), default=0)
    stages = max((len(flag.stage) for flag in flags), default=0)
    for flag in flags:
        value = paint("on ", "green") if flag.value else "off"
        source = "" if flag.source == "default" else safe(flag.source)
        yield f"{value}  {flag.name:<{names}}  {flag.stage:<{stages}}  {source}".rstrip()
