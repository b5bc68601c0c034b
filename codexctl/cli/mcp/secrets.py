"""Reads secrets of servers for the keyring: typed, piped, or copied from a variable."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import click

from codexctl.cli.render import can_ask
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import Locations
from codexctl.wording import counted

_MOST = 1 << 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """The secrets of a server: `typed` are asked for or read from stdin, one per line.

    `copied` maps others to the variables that have them now.
    """

    typed: tuple[str, ...] = ()
    copied: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all secrets."""
        return (*self.typed, *self.copied)


def wanted(typed: Sequence[str], copied: Sequence[str]) -> Wanted:
    """Parse the options. Raises UsageError if a name occurs twice."""
    pairs = {name: variable or name for name, _, variable in (one.partition("=") for one in copied)}
    both = Wanted(tuple(typed), pairs)
    twice = [name for name in both.names if both.names.count(name) > 1]
    if twice:
        raise UsageError(f"--secret {twice[0]} is given twice", "name each secret once")
    return both


def read(
    server: str, secrets: Wanted, *, from_stdin: bool, no_input: bool, bare: bool
) -> dict[str, str]:
    """Their values by name. Raises UsageError if a value is missing.

    `bare` removes a pasted `Bearer `, because it is added again.
    """
    found = dict(_copied(secrets.copied))
    if from_stdin:
        lines = [line for line in sys.stdin.read(_MOST).splitlines() if line.strip()]
        if len(lines) != len(secrets.typed):
            wanted = counted(len(secrets.typed), "secret")
            what = f"--secret-stdin: {counted(len(lines), 'line')} for {wanted}"
            raise UsageError(what, "one line for each --secret, in their order")
        found |= dict(zip(secrets.typed, lines, strict=True))
    elif secrets.typed:
        if not can_ask(no_input=no_input):
            hint = "--secret-stdin, or --secret-env NAME=VARIABLE"
            raise UsageError(f"--secret {secrets.typed[0]}: no terminal to ask for it", hint)
        for name in secrets.typed:
            found[name] = click.prompt(f"{name} of {server}", hide_input=True, err=True)
    return {name: _checked(name, value, bare=bare) for name, value in found.items()}


def _copied(pairs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, variable in pairs.items():
        value = given().get(variable) or os.environ.get(variable)
        if not value:
            raise UsageError(f"--secret-env {name}: ${variable} is not set", f"export {variable}=…")
        yield name, value


def _checked(name: str, value: str, *, bare: bool) -> str:
    found = value.strip()
    if bare:
        found = found.removeprefix("Bearer ").strip()
    if not found or not found.isprintable():
        raise UsageError(f"{name}: the secret must be one line of text", "paste it again")
    return found


def check_headers_are_asked_for(locations: Locations) -> None:
    """Raise UsageError if the installed Codex cannot get a server's headers from a command."""
    from codexctl.codex.asking.version import installed_version
    from codexctl.codex.config.known_keys import known

    version = installed_version(given(), locations.codex_home, start=True)
    table = known(version)
    if table.find(("mcp_servers", "any", "http_headers_helper")) is None:
        what = f"Codex {version} cannot read a header from the keyring"
        raise UsageError(what, "name a variable: --bearer-token-env-var NAME, or upgrade Codex")
