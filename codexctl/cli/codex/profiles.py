"""`codexctl profiles`: named settings that replace your own in the runs that select them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import Wishes, carry_out, editing, json_option
from codexctl.cli.groups import Group
from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.codex.parts.profiles import Form, Profile

SCHEMA = "codexctl.profiles/1"


@click.group(cls=Group)
def command() -> None:
    """List, show, create, copy, delete and choose profiles.

    Each is written in the form that the installed Codex reads.
    """


@command.command("list")
@json_option
def list_(*, as_json: bool) -> int:
    """List the profiles of both forms, and which of them your Codex reads."""
    from codexctl.codex.parts.profiles import SELECTOR
    from codexctl.document.data import lookup
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.plans.config.profiles import all_profiles

    locations = locate(os.environ)
    form, found = form_here(locations), all_profiles(locations)
    chosen = lookup(read_config(locations.config_toml), SELECTOR)
    if as_json:
        print_json({"schema": SCHEMA, "form": form.value,
                    "profiles": [_row(one, form, chosen) for one in found]})  # fmt: skip
        return 0
    if not found:
        tell("No profile. Make one: codexctl profiles create NAME KEY=VALUE", err=True)
    width = max((len(safe(one.name)) for one in found), default=0)
    for one in found:
        used = one.form is form
        mark = paint("✓", "green") if used else paint("✗", "red")
        many = counted(_many(one), "setting")
        note = "  chosen for every run" if chosen == one.name and used else ""
        note = (
            note if used else f"  your Codex reads a {form.value} instead: codexctl config upgrade"
        )
        tell(f"{mark} {safe(one.name):<{width}}  {many}  {safe(str(one.file))}{note}")
    return 0


@command.command()
@click.argument("name", shell_complete=known_values.profiles)
@json_option
def show(name: str, *, as_json: bool) -> int:
    """Show what a profile sets, and the values in config.toml that it replaces."""
    from codexctl.document.data import MISSING, leaves, lookup
    from codexctl.document.toml.shown import shown_key, shown_value
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.shown import shown_copy, shown_place

    locations = locate(os.environ)
    form = form_here(locations)
    found = _known(name, locations)
    if as_json:
        print_json({"schema": SCHEMA, "form": form.value, "profiles": [_row(found, form, None)]})
        return 0
    own = read_config(locations.config_toml)
    for key, value in leaves(found.settings):
        instead, said = lookup(own, key), shown_value(shown_copy(value, key))
        other = "" if instead is MISSING else shown_value(shown_copy(instead, key))
        note = f"  # else {other}" if other and instead != value else ""
        click.echo(safe(f"{shown_key(shown_place(key))} = {said}{note}"))
    return 0


@command.command()
@click.argument("name")
@click.argument("settings", nargs=-1, metavar="[KEY=VALUE]…")
@click.option("--unchecked", is_flag=True, help="Write what codexctl does not know, too.")
@editing
def create(name: str, settings: tuple[str, ...], *, unchecked: bool, wishes: Wishes) -> int:
    """Create a profile that sets these keys."""
    from codexctl.edit.intent.config_words import check_key, check_value, key_path, value_for
    from codexctl.edit.plans.config.profiles import plan_create

    locations = locate(os.environ)
    _check_name(name)
    values: dict[tuple[str, ...], Any] = {}
    for word in settings:
        spelt, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word}: without a value", "KEY=VALUE")
        key = key_path(spelt.strip())
        if not unchecked:
            check_key(key)
        values[key] = value_for(key, value.strip())
        if not unchecked:
            check_value(key, values[key], project=False)
    if not values:
        raise UsageError(
            "a profile needs at least one setting", f"codexctl profiles create {name} model=…"
        )
    form = form_here(locations)
    return carry_out(
        lambda: plan_create(name, values, form, locations),
        locations,
        wishes,
        notes=(f"use it: codex --profile {name}",),
    )


@command.command()
@click.argument("source", shell_complete=known_values.profiles)
@click.argument("name")
@editing
def copy(source: str, name: str, *, wishes: Wishes) -> int:
    """Make a profile NAME like SOURCE; if both are files, with its comments."""
    from codexctl.edit.plans.config.profiles import plan_copy

    locations = locate(os.environ)
    _check_name(name)
    found, form = _known(source, locations), form_here(locations)
    return carry_out(
        lambda: plan_copy(found, name, form, locations),
        locations,
        wishes,
        notes=(f"use it: codex --profile {name}",),
    )


@command.command()
@click.argument("name", shell_complete=known_values.profiles)
@editing
def delete(name: str, *, wishes: Wishes) -> int:
    """Delete a profile."""
    from codexctl.edit.plans.config.profiles import plan_delete

    locations = locate(os.environ)
    found = _known(name, locations)
    return carry_out(lambda: plan_delete(found, locations), locations, wishes)


@command.command()
@click.argument("name", default="", shell_complete=known_values.profiles)
@click.option("--none", "is_none", is_flag=True, help="No longer select a profile for every run.")
@editing
def use(name: str, *, is_none: bool, wishes: Wishes) -> int:
    """Select a profile for every run if the installed Codex can do that; else say how to use it.

    Codex 0.134.0 and later accepts a profile only for a single run: `codex --profile NAME`.
    """
    from codexctl.codex.parts.profiles import SELECTOR, Form
    from codexctl.edit.plans.config_edit import plan_config, setting, unsetting

    locations = locate(os.environ)
    if bool(name) == is_none:
        raise UsageError("a profile's name is missing", "codexctl profiles use NAME, or --none")
    if name:
        _known(name, locations)
        if form_here(locations) is Form.file:
            what = "this Codex accepts a profile only for a single run, not for all runs"
            raise CodexctlError(what, f"codex --profile {name}")
    change, _ = setting(SELECTOR, name) if name else unsetting(SELECTOR)
    title = f"profiles use {name or '--none'}"
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, wishes
    )


def form_here(locations: Locations) -> Form:
    """The form that the installed Codex reads; the newer one if no Codex is installed."""
    from codexctl.codex.asking.version import installed_version
    from codexctl.codex.parts.profiles import form_for

    return form_for(installed_version(given(), locations.codex_home, start=True))


def _known(name: str, locations: Locations) -> Profile:
    from codexctl.codex.parts.profiles import named
    from codexctl.edit.plans.config.profiles import all_profiles
    from codexctl.wording import did_you_mean

    found = all_profiles(locations)
    profile = named(name, found, form_here(locations))
    if profile is None:
        hint = did_you_mean(name, [one.name for one in found], "codexctl profiles list")
        raise CodexctlError(f"there is no profile {name}", hint)
    return profile


def _check_name(name: str) -> None:
    from codexctl.codex.parts.profiles import is_name

    if not is_name(name):
        raise UsageError(f"{name}: not a valid profile name", "letters, digits, - and _")


def _row(one: Profile, form: Form, chosen: object) -> dict[str, Any]:
    from codexctl.edit.shown import shown_copy

    return {
        "name": one.name,
        "form": one.form.value,
        "file": str(one.file),
        "read": one.form is form,
        "chosen": chosen == one.name and one.form is form,
        "settings": shown_copy(one.settings),
    }


def _many(one: Profile) -> int:
    from codexctl.document.data import leaves

    return sum(1 for _ in leaves(one.settings))
