"""The key of an administrator's destination: from root's program, root's file, or the keyring.

The person's variables and files have no influence. codexctl runs as the person, so the person could
get the key, too, but codexctl sends it only to the policy's address.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.owners import foreign_hand, owner_required
from codexctl.safe_read import read_bytes
from codexctl.settings.keys import keychain
from codexctl.settings.keys.program import MOST_BYTES, TooMuch, asked, why_nothing

COMMAND_TIMEOUT_S = 10.0
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ON_WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATH", "PATHEXT", "TEMP", "TMP")
_ASK = "ask your administrator"


class NoKey(CodexctlError):
    """The program, file or keyring entry that the policy names does not provide a key."""


def from_command(command: tuple[str, ...], locations: Locations) -> str:
    """Run root's program and return its output, the key. Raises NoKey.

    The program gets only a few variables, because others could make it use another key.
    """
    name = f"key_command {command[0]}"
    _check(Path(command[0]), name)
    try:
        code, printed = asked(command, _environment(locations), COMMAND_TIMEOUT_S)
    except (OSError, TooMuch) as error:
        raise NoKey(f"{name} {why_nothing(error, COMMAND_TIMEOUT_S)}", _ASK) from None
    if code or not printed.strip():
        raise NoKey(f"{name} gave no key (exit {code})", _ASK)
    return printed.decode("utf-8", "replace")


def from_file(path: Path) -> str:
    """The content of root's file. Raises NoKey, also if others than root could change the file."""
    name = f"key_file {path}"
    _check(path, name)
    try:
        return read_bytes(path, MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise NoKey(f"{name} cannot be read: {error.strerror}", _ASK) from None


def from_keyring(entry: str, locations: Locations) -> str:
    """The keyring's value for the entry `SERVICE:ACCOUNT`. Raises NoKey, KeychainError."""
    service, _, account = entry.partition(":")
    if found := keychain.fetch_entry(service, account, locations):
        return found
    raise NoKey(f"key_keyring {entry}: the keyring has no such entry", _ASK)


def _check(path: Path, name: str) -> None:
    try:
        problem = foreign_hand(path, owner_required())
    except OSError as error:
        raise NoKey(f"{name} cannot be read: {error.strerror}", _ASK) from None
    if problem:
        raise NoKey(f"{name} {problem}", _ASK)


def _environment(locations: Locations) -> Mapping[str, str]:
    if sys.platform == "win32":
        return {name: value for name, value in given().items() if name.upper() in _ON_WINDOWS}
    from codexctl.settings.identity import account

    return {"PATH": _PATH, "HOME": str(locations.home), "USER": account(), "LOGNAME": account()}
