"""What an administrator chooses for users: destinations and their keys, names, the setup.

A `[destination.NAME]` table has the members of settings.toml, from the same rows, and three more
that say where its key is. Only an administrator can use those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from codexctl.policy.file.field import ABSOLUTE, PRINTABLE, Field, one_of, text_like
from codexctl.settings.administered import Administered, required_address
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destination_fields import DESTINATION, NAME_PATTERN
from codexctl.settings.kinds import Kind
from codexctl.settings.model import OTLP, Administration, Destination, OfPolicy
from codexctl.settings.values import held, misfit
from codexctl.wording import guess

ATTRIBUTE = r"^[A-Za-z][A-Za-z0-9_-]{0,63}(\.[A-Za-z0-9_-]{1,64}){0,7}$(?!\n)"
KEYRING = r"^[^:\x00-\x1f\x7f]{1,100}:[^\x00-\x1f\x7f]{1,100}$(?!\n)"
# Where the user's attribute comes from: a word, or an environment variable.
USER = r"^(account|hash|none|env:[A-Za-z_][A-Za-z0-9_]{0,127})$(?!\n)"
SALT = r"^[!-~]{8,200}$(?!\n)"
TRIGGERS, TRUSTS = ("hook", "notify"), ("this-hook", "ask", "bypass")
# What is written instead of a name that can be chosen freely, here and in explanations of keys.
ANY = "NAME"
FREE = {"destination": NAME_PATTERN, "resource": ATTRIBUTE}
"""Tables whose keys are names that the administrator chooses freely."""

# Members of a person's settings that a policy does not have: names, programs, folders of one user.
_THEIRS = ("name", "kind", "api_key_env", "api_key_command", "only_in")
_ENDPOINT = "endpoint"
KEY_SOURCES = ("key_command", "key_file", "key_keyring")


def _command(value: Any) -> bool:
    is_list = isinstance(value, list) and bool(value)
    return is_list and all(isinstance(word, str) for word in value) and _program(value[0])


_program = text_like(ABSOLUTE)
_KEYS = {
    "key_command": Field(
        _command,
        "the absolute path of a program and its arguments",
        "A program of root's that prints the key, for this destination alone; it gets no content, "
        "no variable of the person's, and is run again by every worker, and once more after a 401.",
    ),
    "key_file": Field(
        text_like(ABSOLUTE),
        "the absolute path of a file",
        "A file of root's with the key, which the people of the machine can read, for example by "
        "a group, and nobody else can write.",
    ),
    "key_keyring": Field(
        text_like(KEYRING),
        "SERVICE:ACCOUNT",
        "The keyring entry that contains the key.",
    ),
}


def _fits(key: str, value: Any) -> bool:
    row = DESTINATION[key]
    # An empty text is not a choice, it looks as if somebody forgot to fill it in.
    is_empty = row.kind is Kind.preset and value == ""
    return not is_empty and not misfit(row, value)


def _member(key: str) -> Field:
    row = DESTINATION[key]
    takes = row.must or ("one of " + ", ".join(row.choices) if row.choices else _TAKES[row.kind])
    return Field(lambda value: _fits(key, value), takes, row.meaning)


_TAKES = {
    Kind.text: "text",
    Kind.switch: "true or false",
    Kind.pairs: "a table whose values are text",
    Kind.preset: "the name of a backend",
    Kind.texts: "a list of texts",
}
MEMBERS: Mapping[str, Field] = {
    **{key: _member(key) for key in DESTINATION if key not in _THEIRS},
    # In settings.toml, a variable can set it, too.
    _ENDPOINT: replace(
        _member(_ENDPOINT),
        meaning="The address of an OTLP/HTTP endpoint for traces; it replaces the preset's. "
        "Without a path it means the usual one, `/v1/traces`. No variable changes it.",
    ),
    **_KEYS,
}
"""The members of a `[destination.NAME]` table."""


def destination_problem(name: str, value: Any) -> str:
    """Say what is wrong with a `[destination.NAME]` table; empty if nothing is."""
    where = f"destination.{name}"
    if not isinstance(value, dict) or not value:
        return f"has an empty table: [{where}]; it looks half-written"
    for key, said in value.items():
        if key not in MEMBERS:
            return f"has an unknown entry: {where}.{key}{guess(key, MEMBERS)}"
        if not MEMBERS[key].fits(said):
            return f"has a value that does not fit: {where}.{key} must be {MEMBERS[key].must}"
    if not {"endpoint", "preset"} & value.keys():
        return f"has a destination without an address: {where} needs endpoint or preset"
    if len([key for key in KEY_SOURCES if key in value]) > 1:
        return f"has two places for one key: {where} takes one of {', '.join(KEY_SOURCES)}"
    return ""


def user_problem(table: Mapping[str, Any]) -> str:
    """Say what is missing in the `[user]` table; empty if nothing is."""
    if table.get("id") == "hash" and "salt" not in table:
        return 'has no salt: user.id = "hash" needs user.salt'
    return ""


def administered_of(data: Mapping[str, Any], required: tuple[str, ...]) -> Administered:
    """What a valid policy chooses for users; `required` are its required addresses, as written."""
    tables: Mapping[str, Mapping[str, Any]] = data.get("destination", {})
    user, setup = data.get("user", {}), data.get("setup", {})
    addresses = (required_address(text) for text in required)
    return Administered(
        destinations=tuple(_destination(name, table) for name, table in tables.items()),
        required=tuple(dict.fromkeys(filter(None, addresses))),
        resource=tuple(data.get("resource", {}).items()),
        user=user.get("id", ""),
        salt=user.get("salt", ""),
        team=user.get("team", ""),
        trigger=setup.get("trigger", ""),
        trust=setup.get("trust", ""),
    )


def _destination(name: str, table: Mapping[str, Any]) -> Destination:
    # Imported here: every worker reads a policy, but many policies name no backend.
    from codexctl.settings.destinations.address import completed
    from codexctl.settings.destinations.presets import presets

    members = {key: held(DESTINATION[key], table[key]) for key in table if key in DESTINATION}
    if _ENDPOINT in members:
        known = presets()[table["preset"]] if "preset" in table else None
        members[_ENDPOINT] = completed(members[_ENDPOINT], known)
    if "capture" in members:
        members["capture"] = CaptureMode[members["capture"]]
    return OfPolicy(
        name=name,
        kind=OTLP,
        api_key_command=tuple(table.get("key_command", ())),
        administration=Administration(table.get("key_file", ""), table.get("key_keyring", "")),
        **members,
    )


CHOSEN: Mapping[str, Field] = {
    f"destination.{ANY}": Field(
        lambda value: not destination_problem(ANY, value),
        f"a table with endpoint or preset, and with {', '.join(MEMBERS)}",
        "A destination that every person's traces are sent to. Nobody can remove, redirect or "
        "rename it.",
        absent="None but people's own.",
        over="a person's destination of the same name, which is then not used",
    ),
    f"resource.{ANY}": Field(
        text_like(PRINTABLE),
        "text",
        "A resource attribute of every span, such as cost_center or host.group; it replaces a "
        "person's value.",
        absent="People choose.",
        over="`OTEL_RESOURCE_ATTRIBUTES`, `[resource]` in settings.toml",
    ),
    "user.id": Field(
        text_like(USER),
        "account, hash, none or env:VARIABLE",
        "Where user.id comes from: the name of the account, a salted hash of it, nowhere, or a "
        "variable. It is sent in every capture mode.",
        absent="People choose.",
        over="`user.id` in `OTEL_RESOURCE_ATTRIBUTES` and `[resource]`",
    ),
    "user.salt": Field(
        text_like(SALT),
        "8 to 200 letters, digits and signs",
        "The salt of the hash: the same name gives another hash in another company.",
        absent='Must be there for `user.id = "hash"`.',
    ),
    "user.team": Field(
        text_like(PRINTABLE),
        "a name, or env:VARIABLE",
        "The team (the resource attribute team.name) of everybody on this machine.",
        absent="People choose.",
        over="`team.name` in `OTEL_RESOURCE_ATTRIBUTES` and `[resource]`",
    ),
    "setup.trigger": Field(
        one_of(*TRIGGERS),
        " or ".join(TRIGGERS),
        "What tells codexctl that a turn has ended. `codexctl setup --trigger` goes before it.",
        absent="hook, or notify where hooks may not run.",
    ),
    "setup.trust": Field(
        one_of(*TRUSTS),
        ", ".join(TRUSTS),
        "How Codex comes to trust a person's own hook. `codexctl setup --trust` goes before it.",
        absent="this-hook",
    ),
}

_NAMES = {table: re.compile(pattern) for table, pattern in FREE.items()}


def row_of(table: str, key: str) -> str:
    """The row that describes a key of a table: its own, or the one for all names there."""
    pattern = _NAMES.get(table)
    return f"{table}.{ANY}" if pattern and pattern.search(key) else f"{table}.{key}"
