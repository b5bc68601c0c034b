"""`codexctl auth`: the keys of destinations. No command prints one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from codexctl.cli import known_values
from codexctl.cli.groups import Group
from codexctl.cli.keys import read_stdin, typed
from codexctl.cli.render import can_ask, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.settings.model import OTLP, Destination, Settings
from codexctl.wording import did_you_mean

LIST_SCHEMA, TEST_SCHEMA = "codexctl.keys/1", "codexctl.probes/1"


@click.group(cls=Group)
def command() -> None:
    """Keep the keys of destinations in your system's keyring."""


@command.command("set")
@click.argument("name", shell_complete=known_values.destinations)
@click.option("--api-key-stdin", is_flag=True, help="Read the key from stdin.")
@click.option("--api-key-env", default="", metavar="VARIABLE", help="Copy it from this variable.")
def set_key(name: str, api_key_stdin: bool, api_key_env: str) -> None:
    """Put the key of a destination into the keyring and read it back."""
    from codexctl.settings.keys import keychain

    locations = locate(os.environ)
    settings = _settings(locations)
    _known(name, settings)
    _check_is_own(settings.destination(name))
    _check_has_address(settings.destination(name))
    key = _from_variable(api_key_env) if api_key_env else ""
    if not key:
        key = read_stdin() if api_key_stdin else _asked(name)
    keychain.store(name, key, locations)
    tell(f"The key for {name} is in the keyring; test it: codexctl auth test {name}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_keys(as_json: bool) -> None:
    """Say for each destination where its key is found."""
    locations = locate(os.environ)
    rows = [
        _row(destination, locations)
        for destination in _settings(locations).destinations
        if destination.kind == OTLP
    ]
    if as_json:
        print_json({"schema": LIST_SCHEMA, "keys": rows})
        return
    for row in rows:
        tell(f"{row['destination']}: {row['source'] or row['problem'] or 'no key'}")
    if not rows:
        tell("No destination needs a key.", err=True)


@command.command("test")
@click.argument("names", nargs=-1, shell_complete=known_values.destinations)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def test_keys(names: Sequence[str], as_json: bool) -> int:
    """Make one real request to each destination, and say what is wrong if it fails."""
    from codexctl.cli.auth.probing import is_fine, probe_json, probe_lines, tried

    locations = locate(os.environ)
    settings = _settings(locations)
    remote = [destination for destination in settings.destinations if destination.kind == OTLP]
    for name in names:
        if name not in {destination.name for destination in remote}:
            known = [destination.name for destination in remote]
            hint = did_you_mean(name, known, "codexctl auth list")
            raise UsageError(f"{name}: no such remote destination", hint)
    chosen = [destination for destination in remote if not names or destination.name in names]
    if not chosen:
        raise CodexctlError("there is no remote destination to test", "codexctl setup")
    results = list(tried(chosen, settings, locations))
    if as_json:
        print_json(
            {
                "schema": TEST_SCHEMA,
                "probes": [probe_json(*result, locations) for result in results],
            }
        )
    else:
        for destination, found in results:
            for line in probe_lines(destination, found, locations):
                tell(line)
    return 0 if all(is_fine(found) for _, found in results) else EXIT_PROBLEM


@command.command("delete")
@click.argument("name", shell_complete=known_values.destinations)
def delete_key(name: str) -> None:
    """Remove the key of a destination from the keyring."""
    from codexctl.settings.keys import keychain

    if not keychain.delete(name, locate(os.environ)):
        known = [one.name for one in _settings(locate(os.environ)).destinations if one.name != name]
        hint = did_you_mean(name, known, "codexctl auth list")
        raise CodexctlError(f"the keyring has no key for {name}", hint)
    tell(f"The key for {name} was removed from the keyring.")


def _settings(locations: Locations) -> Settings:
    from codexctl.policy.limits.in_force import settings_in_force

    return settings_in_force(locations, given())


def _known(name: str, settings: Settings) -> None:
    from codexctl.settings.destinations.presets import presets

    found = settings.destination(name)
    if (found is None or found.kind != OTLP) and name not in presets():
        known = [one.name for one in settings.destinations if one.kind == OTLP]
        hint = did_you_mean(name, (*known, *presets()), "codexctl setup --destination NAME")
        raise UsageError(f"{name}: no such remote destination", hint)


def _check_is_own(destination: Destination | None) -> None:
    """Raise UsageError for an administrator's destination: its key comes from the policy."""
    administration = destination.administration if destination else None
    if destination and administration and not administration.is_adopted:
        what = f"{destination.name} is the administrator's, and its key comes from the policy"
        raise UsageError(what, "codexctl policy show")


def _check_has_address(destination: Destination | None) -> None:
    """Raise UsageError if only an environment variable has the address that gets the key."""
    from codexctl.settings.destinations.address import home_of
    from codexctl.settings.destinations.resolve import address_of

    if destination and destination.kind == OTLP and not home_of(destination):
        what = f"the settings have no address for {destination.name}, and a key needs one"
        address = address_of(destination, given()) or "URL"
        raise UsageError(what, f"codexctl setup --endpoint {destination.name}:{address}")


def _from_variable(variable: str) -> str:
    from codexctl.settings.keys.secrets import checked

    if not given().get(variable):
        raise UsageError(f"${variable} is not set here")
    return checked(given()[variable])


def _asked(name: str) -> str:
    if not can_ask(no_input=False):
        hint = f"codexctl auth set {name} --api-key-stdin < FILE, or --api-key-env VARIABLE"
        raise UsageError(f"{name}: no terminal to ask for the key", hint)
    return typed(name)


def source_of(destination: Destination, locations: Locations) -> str:
    """Where a destination's key comes from, as text; empty if there is no key."""
    return str(_row(destination, locations)["source"] or "") if destination.kind == OTLP else ""


def _row(destination: Destination, locations: Locations) -> dict[str, Any]:
    from codexctl.settings.destinations.resolve import resolve
    from codexctl.settings.keys.secrets import find_key, lack

    row = {"destination": destination.name, "source": None, "problem": None}
    try:
        there = resolve(destination, given())
        key = find_key(there, given(), locations)
    except CodexctlError as error:
        return row | {"problem": error.message}
    if key:
        return row | {"source": key.source}
    return row | {"problem": lack(there) if there.key_required else None}
