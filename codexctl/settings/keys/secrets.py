"""Finds a destination's key: environment, keyring, netrc, a program. It is not shown or saved."""

from __future__ import annotations

import netrc
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.safe_read import open_regular
from codexctl.settings.destinations.resolve import Resolved
from codexctl.settings.keys import administered_key, keychain
from codexctl.settings.keys.program import TooMuch, asked, why_nothing
from codexctl.settings.keys.theirs import is_somebody_elses
from codexctl.settings.model import Administration

# Seconds. A person may have to unlock a password manager, but a worker must not wait for long.
COMMAND_TIMEOUT_S = 10.0


class KeyProblem(CodexctlError):
    """A place that should have the key cannot be read, or has something that is not a key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and where it was found, in words for people. The repr does not show the key."""

    value: str = field(repr=False)
    source: str


def find_key(there: Resolved, environ: Mapping[str, str], locations: Locations) -> Key | None:
    """Look for the key in all places, in order; None if there is no key.

    A stored key is sent only to the address that it was stored for. If a variable names another
    address, the key for it must come from a variable, or from that host's entry in ~/.netrc.
    Raises CodexctlError if a place that should have the key cannot be read, or has something that
    is not a key.
    """
    administration = there.destination.administration
    if administration and not administration.is_adopted:
        return _of_policy(there, administration, locations)
    if administration:
        return _if_any(there, environ, locations)
    return _own(there, environ, locations)


def _own(there: Resolved, environ: Mapping[str, str], locations: Locations) -> Key | None:
    # Variables first, because they may be set for this run only; a program last: it is slow.
    key = (
        _from_environment(there, environ)
        or (None if there.is_moved else _from_keyring(there, locations))
        or _from_netrc(there, environ, locations)
        or (None if there.is_moved else _from_command(there, locations))
    )
    return _checked(key) if key else None


def _if_any(there: Resolved, environ: Mapping[str, str], locations: Locations) -> Key | None:
    """The person's key for an address that the policy requires; None without one, or on errors."""
    try:
        return _own(there, environ, locations)
    except CodexctlError:
        return None


def _of_policy(there: Resolved, administration: Administration, locations: Locations) -> Key | None:
    """The key from the place that the policy names; None if it names none."""
    if command := there.destination.api_key_command:
        name = f"key_command {command[0]}"
        return _checked(Key(administered_key.from_command(command, locations), name))
    if file := administration.key_file:
        return _checked(Key(administered_key.from_file(Path(file)), f"key_file {file}"))
    if entry := administration.key_entry:
        value = administered_key.from_keyring(entry, locations)
        return _checked(Key(value, f"the keyring's entry {entry}"))
    return None


def authorization(there: Resolved, key: Key) -> tuple[str, str]:
    """The name and value of the header with the key.

    The value is `Basic …` with user name and key, or the key after the destination's prefix.
    """
    destination = there.destination
    if there.basic:
        pair = b64encode(f"{destination.api_key_user}:{key.value}".encode()).decode()
        return destination.api_key_header, f"Basic {pair}"
    return destination.api_key_header, destination.api_key_prefix + key.value


def lack(there: Resolved) -> str:
    """Say that there is no key, which variables are not set, and for what a stored key is."""
    named = (there.destination.api_key_env, *there.key_env)
    variables = [variable for variable in dict.fromkeys(named) if variable]
    said = f"no key: {' and '.join(f'${v}' for v in variables)} not set" if variables else "no key"
    return f"{said}; {stays(there)}" if there.is_moved else said


def stays(there: Resolved) -> str:
    """Say why a stored key is not sent to an address from a variable."""
    home = f"stays with {there.home}" if there.home else "is for an address that is written down"
    return f"a stored key {home}, and ${there.address.variable} names {there.address.value}"


def checked(value: str) -> str:
    """Return a key without white space around it. Raises KeyProblem if no header can contain it."""
    key = value.strip()
    # Pasted keys often contain a line break, which would start another header.
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise KeyProblem(
            "that is not a key: it must be one word of ASCII letters, digits and symbols"
        )
    return key


def _checked(key: Key) -> Key:
    try:
        return Key(checked(key.value), key.source)
    except KeyProblem as error:
        raise KeyProblem(f"{key.source}: {error.message}") from None


def _from_environment(there: Resolved, environ: Mapping[str, str]) -> Key | None:
    for name in (there.destination.api_key_env, *there.key_env):
        if name and environ.get(name):
            return Key(environ[name], f"${name}")
    return None


def _from_keyring(there: Resolved, locations: Locations) -> Key | None:
    value = keychain.fetch(there.destination.name, locations)
    return Key(value, "the keyring") if value else None


def _from_netrc(there: Resolved, environ: Mapping[str, str], locations: Locations) -> Key | None:
    if not there.netrc:
        return None
    path = Path(environ.get("NETRC") or locations.home / ".netrc")
    try:
        # Reading a pipe could wait forever, and a device never ends.
        os.close(open_regular(path))
        known = netrc.netrc(path)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise KeyProblem(f"{path} cannot be read ({type(error).__name__})") from None
    for host in there.netrc:
        entry = known.hosts.get(host)
        if entry and entry[2]:
            return Key(entry[2], f"{path} (machine {host})")
    return None


def _from_command(there: Resolved, locations: Locations) -> Key | None:
    command = there.destination.api_key_command
    if not command:
        return None
    name = f"api_key_command {command[0]}"
    if is_somebody_elses(locations.settings_toml):
        owned = f"{locations.settings_toml} does not belong to root"
        raise KeyProblem(
            f"{name}: {owned}, so root does not run this program", "run it as its owner"
        )
    try:
        code, printed = asked(command, given(), COMMAND_TIMEOUT_S)
    except (OSError, TooMuch) as error:
        raise KeyProblem(f"{name} {why_nothing(error, COMMAND_TIMEOUT_S)}") from None
    if code or not printed.strip():
        raise KeyProblem(f"{name} gave no key (exit {code})")
    return Key(printed.decode("utf-8", "replace"), name)
