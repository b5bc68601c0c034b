"""How a secret gets from the keyring to a server: by a command that Codex starts, never by a file.

A server on stdin and stdout is started through `codexctl.settings.keys.handed`, which takes the
secrets from the keyring, puts them into the environment and becomes the server. Of a server over
HTTP Codex asks a command for the headers (`http_headers_helper`; 0.150.0 knows it, 0.142.0 does
not: schemas/codex/keys.json).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MODULE = "codexctl.settings.keys.handed"
ENVIRONMENT, HEADERS = "environment", "headers"
# Codex starts a server with few variables (0.169.0: HOME, PATH, USER, …); the keyring and the list
# of its entries need these.
FORWARDED = (
    *("CODEXCTL_HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
    "XDG_RUNTIME_DIR",
)
# Different after each log-in, if it is not in the usual place.
_BUS = "DBUS_SESSION_BUS_ADDRESS"
_END = "--"
_LISTS = ("args", "env_vars")


def through(
    table: Mapping[str, Any], name: str, variables: Sequence[str], start: Sequence[str]
) -> dict[str, Any]:
    """The table of a server on stdin whose variables come from the keyring.

    `start` are the words that start MODULE; a table that is handed secrets already gets the new
    ones instead.
    """
    inside = direct(table)
    if not variables:
        return inside
    command = [inside["command"], *(inside.get("args") or ())]
    args = [*start[1:], ENVIRONMENT, name, ",".join(variables), _END, *command]
    forwarded = list(inside.get("env_vars") or ())
    forwarded += [variable for variable in FORWARDED if variable not in forwarded]
    return {**inside, "command": start[0], "args": args, "env_vars": forwarded}


def direct(table: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with the server's own command, if it is started through ours."""
    if not variables_of(table):
        return dict(table)
    command = _handed(table.get("args"), ENVIRONMENT)[3:]
    forwarded = [one for one in table.get("env_vars") or () if one not in FORWARDED]
    found = {**table, "command": command[0], "args": command[1:], "env_vars": forwarded}
    return {key: value for key, value in found.items() if key not in _LISTS or value}


def variables_of(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables that a server on stdin is handed from the keyring."""
    words = _handed(table.get("args"), ENVIRONMENT)
    return tuple(words[1].split(",")) if len(words) > 3 and words[2] == _END else ()


def helper(
    name: str, headers: Mapping[str, str], start: Sequence[str], environ: Mapping[str, str]
) -> str:
    """The command of `http_headers_helper`: which headers the keyring holds for a server.

    `headers` maps each to what is before the secret (`Bearer `), `start` are the words that
    start MODULE. Codex gives the command to a shell, with HOME, PATH and little else of the
    person's environment: `environ` is that, and what leads to our folders is written down from it.
    """
    pairs = (f"{header}={before}" for header, before in headers.items())
    lasting = [f"{key}={environ[key]}" for key in FORWARDED if environ.get(key) and key != _BUS]
    return shlex.join([*(["env", *lasting] if lasting else []), *start, HEADERS, name, *pairs])


def headers_of(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The headers that a server over HTTP is sent from the keyring."""
    try:
        words = shlex.split(str(table.get("http_headers_helper", "")))
    except ValueError:
        return ()
    return tuple(word.partition("=")[0] for word in _handed(words, HEADERS)[1:])


def _handed(words: object, what: str) -> list[str]:
    """What follows the words that start MODULE for this: the server's name comes first.

    Nothing where they start something else.
    """
    if not isinstance(words, list) or MODULE not in words:
        return []
    after = [str(word) for word in words[words.index(MODULE) + 1 :]]
    return after[1:] if after[:1] == [what] else []


def secrets_of(table: Mapping[str, Any]) -> tuple[str, ...]:
    """What a server gets from the keyring, by the names of variables or headers."""
    return (*variables_of(table), *headers_of(table))


def entry(server: str, secret: str) -> str:
    """The name of a secret in the keyring. No destination can have it: theirs hold no colon."""
    return f"mcp:{server}:{secret}"


def entries(server: str, secrets: Iterable[str]) -> tuple[str, ...]:
    """The names of several."""
    return tuple(entry(server, secret) for secret in secrets)
