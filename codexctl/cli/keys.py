"""Reads keys from the terminal, stdin or a variable, and puts them into the keyring."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from codexctl.errors import UsageError
from codexctl.locations import Locations
from codexctl.settings.model import OTLP, Destination

Keys = Mapping[str, str]
"""Keys by the names of destinations. Nothing prints them."""


def key_from_stdin(destinations: Sequence[Destination]) -> dict[str, str]:
    """Read the key of the only destination that takes one. Raises UsageError if there are more."""
    remote = [destination.name for destination in destinations if destination.kind == OTLP]
    if len(remote) != 1:
        hint = "codexctl auth set NAME --api-key-stdin, once for each"
        raise UsageError("--api-key-stdin: more than one destination takes a key", hint)
    return {remote[0]: read_stdin()}


def read_stdin() -> str:
    """Read one key from stdin. Raises CodexctlError if there is none."""
    from codexctl.settings.keys.secrets import checked

    return checked(sys.stdin.read())


def typed(name: str) -> str:
    """Ask for a key without showing it; `name` is the name of the destination.

    Raises KeyProblem for text that cannot be a key.
    """
    from codexctl.settings.keys.secrets import checked

    return checked(click.prompt(f"Key for {name}", hide_input=True, err=True))


@contextmanager
def kept(keys: Keys, locations: Locations, instead: str = "") -> Iterator[None]:
    """Put keys into the keyring, and restore the earlier keys if the rest fails.

    `keys` are stored before the edit, so a key that cannot be stored stops the edit. Raises
    KeychainError; `instead` replaces its hint, which names options of another command.
    """
    from codexctl.settings.keys import keychain

    before: dict[str, str] = {}
    try:
        try:
            for name, key in keys.items():
                before[name] = keychain.fetch(name, locations)
                keychain.store(name, key, locations)
        except keychain.KeychainError as error:
            raise keychain.KeychainError(str(error), instead or error.hint) from None
        yield
    # After Ctrl-C, too: a setup that was not carried out leaves no key behind.
    except BaseException:
        for name, key in before.items():
            if key:
                keychain.store(name, key, locations)
            else:
                keychain.delete(name, locations)
        raise
