"""Keys in the keyring of the operating system, and a list of whose keys are there.

The keyring's code is never run here: a process of its own asks it (`keyring_process`), gets no
content and gives back one value. The list holds names alone. With it a worker knows without asking
that the keyring has nothing for a destination, and `uninstall --purge` finds every key, whatever
the settings say by then.
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
# A keyring may ask its owner for a password. Whoever stores or deletes a key is there to answer;
# a worker or `status` that only reads one is not to wait for that.
WHILE_READING_S = 5.0
WHILE_SOMEBODY_IS_THERE_S = 120.0
_ALTERNATIVES = "name a variable: --api-key-env NAME, or a program: --api-key-command 'pass show x'"


# What was fetched, for as long as the process lives and nobody stores another key.
_fetched: dict[tuple[str, int, int], str] = {}
# Names of Python modules and exceptions, which are shown: nothing else may come in that way.
_NAME = re.compile(r"[A-Za-z0-9_., ]{1,200}")


# Windows' Credential Manager keeps 2560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE), and keyring gives it
# two or four for each character; asked for more, it says nothing of the reason.
_MOST_BYTES_ON_WINDOWS = 2560


class KeychainError(CodexctlError):
    """The keyring cannot be used, or does not do what it says."""


class _Unusable(KeychainError):
    """There is no keyring, or none that keeps keys safe."""


def names(locations: Locations) -> tuple[str, ...]:
    """Whose keys are in the keyring, as far as we put them there.

    Nobody where the list is missing or cannot be read.
    """
    try:
        found = bounded_json.loads(read_text(locations.keys_file))
    except (OSError, ValueError):
        return ()
    return tuple(str(name) for name in found) if isinstance(found, list) else ()


def store(name: str, key: str, locations: Locations) -> None:
    """Put a destination's key into the keyring and read it back.

    Raises KeychainError where there is no keyring, where it is refused, or where it only pretends.
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
        # Some backends accept everything and keep nothing; only reading it back tells.
        what = f"{said['name']} accepted the key but does not return it"
        raise KeychainError(what, _ALTERNATIVES)


def too_long(key: str, platform: str = sys.platform) -> str:
    """Say that the system's keyring has no room for a key; empty where it has.

    `platform` is as in `sys.platform`.
    """
    size = len(key.encode("utf-16-le"))
    if platform != "win32" or size <= _MOST_BYTES_ON_WINDOWS:
        return ""
    most = _MOST_BYTES_ON_WINDOWS // 2
    return f"Windows' Credential Manager keeps {most} characters; the key has {size // 2}"


def fetch(name: str, locations: Locations) -> str:
    """Read a destination's key; empty where there is none.

    Raises KeychainError, also where the keyring does not answer at once.
    """
    if name not in names(locations):
        return ""
    listed = locations.keys_file.stat()
    # A list that was written since may tell of another key, so a new one is fetched then.
    entry = (account_of(name, locations), listed.st_ino, listed.st_mtime_ns)
    if entry not in _fetched:
        _fetched[entry] = _ask(GET, name, locations, WHILE_READING_S)["value"] or ""
    return _fetched[entry]


def fetch_entry(service: str, account: str, locations: Locations) -> str:
    """Read an entry that somebody else put there; empty where there is none.

    Raises KeychainError, also where the keyring does not answer at once.
    """
    said = _ask(GET, account, locations, WHILE_READING_S, service=service)
    return said["value"] or ""


def delete(name: str, locations: Locations) -> bool:
    """Remove a destination's key; whether there was one. Raises KeychainError."""
    if name not in names(locations):
        return False
    found = _ask(DELETE, name, locations, WHILE_SOMEBODY_IS_THERE_S)["value"]
    _remember(locations, set(names(locations)) - {name})
    return found is not None


def lack(locations: Locations) -> str:
    """Why no key can be kept here; empty where one can. An entry that is not there is asked for."""
    try:
        _ask(GET, "nobody", locations, WHILE_SOMEBODY_IS_THERE_S)
    except KeychainError as error:
        return error.message
    return ""


def account_of(name: str, locations: Locations) -> str:
    """The name of the entry; two settings folders of one person do not share keys."""
    return f"{name} ({locations.config_dir})"


def _ask(
    operation: str,
    name: str,
    locations: Locations,
    seconds: float,
    key: str = "",
    service: str = "",
) -> dict[str, Any]:
    """Have the keyring asked, for so long; whatever goes wrong there becomes one line.

    A backend talks to services of the desktop and may raise anything, or wait for somebody; and
    its words may quote nothing of the key, but nobody promises that, so only the kind of the error
    is told. `service` is for an entry that is not ours, whose account is `name` as it is.
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
    """The answer of the other process, of which only the form can be trusted."""
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
    """What the keyring's process gets: the person's own environment, which it needs to find it.

    Raises KeychainError where root would run code that somebody else has named.
    """
    for folder in (locations.home, Path(os.environ.get("XDG_CONFIG_HOME") or locations.home)):
        if is_somebody_elses(folder):
            what = f"{folder} does not belong to root: root does not ask somebody else's keyring"
            raise KeychainError(what, f"run it as its owner, or {_ALTERNATIVES}")
    return given()


def _remember(locations: Locations, known: set[str]) -> None:
    """Write the list of names; it is removed when the last one goes."""
    path = locations.keys_file
    if not known:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | RAW, 0o600), "w") as out:  # noqa: PTH123 - with a mode
        json.dump(sorted(known), out)
