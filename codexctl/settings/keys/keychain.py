"""Keys in the keyring of the operating system, and a list of their names.

The keyring's code never runs in this process: a separate process (`keyring_process`) asks it, gets
no content and returns one value. The list contains only names. From it, a worker knows without
asking the keyring that a destination has no key, and `uninstall --purge` finds every key, even
those of destinations that are no longer in the settings.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.document import bounded_json
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.isolation import started_as
from codexctl.locations import Locations
from codexctl.safe_read import read_text
from codexctl.settings.keys.keyring_process import DELETE, GET, MISSING, NONE, RAISED, REFUSED, SET
from codexctl.settings.keys.program import TooMuch, asked
from codexctl.settings.keys.theirs import is_somebody_elses
from codexctl.system import RAW

SERVICE = "codexctl"
# A keyring may ask its owner for a password. A person who stores or deletes a key can answer; a
# worker or `status`, which only reads one, must not wait for that.
WHILE_READING_S = 5.0
WHILE_SOMEBODY_IS_THERE_S = 120.0
_ALTERNATIVES = "name a variable: --api-key-env NAME, or a program: --api-key-command 'pass show x'"


# A cache of keys, by entry and version of the list, for the life of the process.
_fetched: dict[tuple[str, int, int], str] = {}
# Names of Python modules and exceptions. They are shown, so nothing else is accepted.
_NAME = re.compile(r"[A-Za-z0-9_., ]{1,200}")


# Windows' Credential Manager stores at most 2560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE), and keyring
# uses two or four for each character. For a longer key, the error does not name the reason.
_MOST_BYTES_ON_WINDOWS = 2560


class KeychainError(CodexctlError):
    """The keyring cannot be used, or does not work correctly."""


class _Unusable(KeychainError):
    """There is no keyring, or only one that does not keep keys safe."""


def names(locations: Locations) -> tuple[str, ...]:
    """The names of all keys that codexctl stored in the keyring.

    Empty if the list is missing or cannot be read.
    """
    try:
        found = bounded_json.loads(read_text(locations.keys_file))
    except (OSError, ValueError):
        return ()
    return tuple(str(name) for name in found) if isinstance(found, list) else ()


def store(name: str, key: str, locations: Locations) -> None:
    """Store a key in the keyring under a name, and read it back.

    Raises KeychainError if there is no keyring, if it is not safe or refuses the key, or if it does
    not return the key afterwards.
    """
    if problem := too_long(key):
        raise KeychainError(problem, _ALTERNATIVES)
    # Listed first: if this process ends in between, `uninstall --purge` still knows of the key.
    before = set(names(locations))
    _remember(locations, before | {name})
    try:
        said = _ask(SET, name, locations, WHILE_SOMEBODY_IS_THERE_S, key)
    except _Unusable:
        _remember(locations, before)
        raise
    if said["value"] != key:
        _remember(locations, before - {name})
        # Some backends accept a key without storing it.
        what = f"{said['name']} accepted the key but does not return it"
        raise KeychainError(what, _ALTERNATIVES)


def too_long(key: str, platform: str = sys.platform) -> str:
    """Say that a key is too long for the system's keyring; empty if it is not.

    `platform` is as in `sys.platform`.
    """
    size = len(key.encode("utf-16-le"))
    if platform != "win32" or size <= _MOST_BYTES_ON_WINDOWS:
        return ""
    most = _MOST_BYTES_ON_WINDOWS // 2
    return f"Windows' Credential Manager keeps {most} characters; the key has {size // 2}"


def fetch(name: str, locations: Locations) -> str:
    """Read the key that codexctl stored under a name; empty if there is none.

    Raises KeychainError, also if the keyring does not answer within `WHILE_READING_S`.
    """
    if name not in names(locations):
        return ""
    listed = locations.keys_file.stat()
    # If the list was written again, the key may have changed, so the cache is not used.
    entry = (account_of(name, locations), listed.st_ino, listed.st_mtime_ns)
    if entry not in _fetched:
        _fetched[entry] = _ask(GET, name, locations, WHILE_READING_S)["value"] or ""
    return _fetched[entry]


def fetch_entry(service: str, account: str, locations: Locations) -> str:
    """Read an entry that codexctl did not store; empty if there is none.

    Raises KeychainError, also if the keyring does not answer within `WHILE_READING_S`.
    """
    said = _ask(GET, account, locations, WHILE_READING_S, service=service)
    return said["value"] or ""


def delete(name: str, locations: Locations) -> bool:
    """Delete the key under a name; return whether there was one. Raises KeychainError."""
    if name not in names(locations):
        return False
    found = _ask(DELETE, name, locations, WHILE_SOMEBODY_IS_THERE_S)["value"]
    _remember(locations, set(names(locations)) - {name})
    return found is not None


def lack(locations: Locations) -> str:
    """Why no key can be stored here; empty if one can. Tested with a read of a missing entry."""
    try:
        _ask(GET, "nobody", locations, WHILE_SOMEBODY_IS_THERE_S)
    except KeychainError as error:
        return error.message
    return ""


def account_of(name: str, locations: Locations) -> str:
    """The account of an entry; it contains the settings folder, so that folders share no keys."""
    return f"{name} ({locations.config_dir})"


def _ask(
    operation: str,
    name: str,
    locations: Locations,
    seconds: float,
    key: str = "",
    service: str = "",
) -> dict[str, Any]:
    """Ask the keyring, in another process, for at most `seconds`. Raises KeychainError.

    A backend may raise any exception, or wait for a person. Its messages might contain the key, so
    only the type of the exception is shown. With `service`, `name` is the account of an entry that
    codexctl did not store.
    """
    words = [*started_as("codexctl.settings.keys.keyring_process"), operation, service or SERVICE]
    words.append(name if service else account_of(name, locations))
    try:
        environ = _environment(locations)
        _, printed = asked(words, environ, seconds, said=key.encode(), alone=operation == GET)
        said = bounded_json.loads(printed)
        return _understood(said)
    except TimeoutError:
        what = f"the keyring does not answer within {seconds:.0f} s (it may be asking somebody)"
    except (OSError, ValueError, TooMuch, KeyError, TypeError) as error:
        what = f"the keyring does not answer ({type(error).__name__})"
    raise KeychainError(what, f"unlock it, or {_ALTERNATIVES}") from None


def _understood(said: Mapping[str, Any]) -> dict[str, Any]:
    """Check the other process's answer, and return its value and the keyring's name.

    Raises KeychainError for a problem that it reports; ValueError, KeyError or TypeError for an
    invalid answer.
    """
    name = str(said["name"])
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    problem = said.get("problem")
    if problem == NONE:
        raise _Unusable("there is no keyring on this machine", _ALTERNATIVES)
    if problem == REFUSED:
        raise _Unusable(f"{name} does not keep keys safe", _ALTERNATIVES)
    if problem == MISSING:
        what = f"the configured keyring is not installed: there is no module {name}"
        raise _Unusable(what, f"install it, or {_ALTERNATIVES}")
    if problem == RAISED:
        what = f"the keyring does not answer ({name})"
        raise KeychainError(what, f"unlock it, or {_ALTERNATIVES}")
    value = said["value"]
    if not isinstance(value, str | None):
        raise TypeError(name)
    return {"value": value, "name": name}


def _environment(locations: Locations) -> dict[str, str]:
    """The environment of the keyring's process: the person's own, because keyrings need it.

    Raises KeychainError if root would run code that another user has chosen.
    """
    for folder in (locations.home, Path(os.environ.get("XDG_CONFIG_HOME") or locations.home)):
        if is_somebody_elses(folder):
            what = f"{folder} does not belong to root: root does not ask somebody else's keyring"
            raise KeychainError(what, f"run it as its owner, or {_ALTERNATIVES}")
    return given()


def _remember(locations: Locations, known: set[str]) -> None:
    """Write the list of names; delete it if there are none."""
    path = locations.keys_file
    if not known:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | RAW, 0o600), "w") as out:  # noqa: PTH123 - with a mode
        json.dump(sorted(known), out)
