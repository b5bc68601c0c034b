"""A declarative file to one plan: keys, features, MCP servers, hooks, as somebody wants them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.bounded_toml import loads
from codexctl.codex.hooks.events import EVENTS
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.mcp.handing import MODULE, through
from codexctl.codex.mcp.server import is_name, place, said, wrong
from codexctl.document import hooks_json
from codexctl.document.data import KeyPath, leaves, same
from codexctl.edit.files.read import read
from codexctl.edit.intent.config_words import check_value, key_path
from codexctl.edit.intent.scope import Scope
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.config_edit import plan_config, setting, switching, together, unsetting
from codexctl.errors import EditRefused, UsageError
from codexctl.isolation import started_as
from codexctl.locations import Locations

VERSION = 1
_MEMBERS = ("version", "config", "unset", "features", "mcp_servers", "hooks")
_OWN_TABLES = {"features": "[features]", "mcp_servers": "[mcp_servers]", "hooks": "[[hooks.EVENT]]"}
_EVENTS = frozenset(event.name for event in EVENTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file asks for.

    `keys` are single values of config.toml, `unset` keys that are not to be there; `servers` are
    whole tables, `secrets` the variables that a server is handed from the keyring; `hooks` are
    groups by their event, as hooks.json has them.
    """

    keys: Mapping[KeyPath, Any] = field(default_factory=dict)
    unset: Sequence[KeyPath] = ()
    features: Mapping[str, bool] = field(default_factory=dict)
    servers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    hooks: Sequence[tuple[str, Mapping[str, Any]]] = ()


def read_wanted(text: str, name: str, *, checked: bool, project: bool) -> Wanted:
    """Read the file's text; `name` is what errors call it.

    `checked` looks every key up in what codexctl knows of Codex, `project` as a repository's.
    Raises UsageError for what is not understood, naming the place.
    """
    try:
        data = loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: {error}", "it is a TOML file: see docs/config.md") from None
    if data.get("version") != VERSION:
        raise UsageError(f"{name}: version must be {VERSION}", f"version = {VERSION}")
    for member in data:
        if member not in _MEMBERS:
            hint = f"keys of config.toml belong below [config]; others are {', '.join(_MEMBERS)}"
            raise UsageError(f"{name}: unknown key {member}", hint)
    keys = dict(leaves(_table(data, "config", name)))
    for key, value in keys.items():
        if key[0] in _OWN_TABLES:
            hint = f"write it below {_OWN_TABLES[key[0]]} in this file"
            raise UsageError(f"{name}: config.{key[0]} does not belong below [config]", hint)
        if checked:
            check_value(key, value, project=project)
    return Wanted(
        keys,
        _unset(data, name),
        _features(_table(data, "features", name), name),
        dict(_servers(_table(data, "mcp_servers", name), name)),
        tuple(_hooks(_table(data, "hooks", name), name)),
    )


def plan_wanted(wanted: Wanted, scope: Scope, locations: Locations) -> Plan:
    """Plan what is missing to it; nothing where all of it is so.

    Hooks are only added: everybody else's stay.
    """
    changes = [
        *(unsetting(key) for key in wanted.unset),
        *(setting(key, value) for key, value in wanted.keys.items()),
        *(switching(name, on=on) for name, on in wanted.features.items()),
        *(setting(place(name), dict(table)) for name, table in wanted.servers.items()),
    ]
    change, title = together(changes, "config apply")
    config = plan_config(scope.config, change, locations, title)
    return Plan((*config.edits, *_hooks_edit(wanted, scope.hooks)), title)


def _hooks_edit(wanted: Wanted, path: Path) -> Iterator[FileEdit]:
    if not wanted.hooks:
        return
    before = read(path)
    text = before.decode() if before is not None else ""
    for event, group in wanted.hooks:
        there = hooks_json.parse(text).get("hooks", {}).get(event, []) if text.strip() else []
        if not any(same(one, group) for one in there):
            text = hooks_json.append_group(text, event, dict(group))
    found = read_hooks_json(text, str(path))
    if found.rejected:
        raise EditRefused(f"Codex would reject it: {found.rejected}", "codexctl hooks validate")
    if text.encode() != (before or b""):
        yield FileEdit(path, before, text.encode())


def _table(data: Mapping[str, Any], member: str, name: str) -> Mapping[str, Any]:
    found = data.get(member, {})
    if not isinstance(found, Mapping):
        raise UsageError(f"{name}: {member} is not a table", f"[{member}]")
    return found


def _unset(data: Mapping[str, Any], name: str) -> tuple[KeyPath, ...]:
    found = data.get("unset", [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise UsageError(f"{name}: unset must be a list of keys", 'unset = ["notify"]')
    return tuple(key_path(one) for one in found)


def _features(table: Mapping[str, Any], name: str) -> dict[str, bool]:
    for key, value in table.items():
        if not isinstance(value, bool):
            raise UsageError(f"{name}: features.{key} must be true or false", f"{key} = true")
    return dict(table)


def _servers(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for server, found in table.items():
        what = f"{name}: the MCP server {server}"
        if not is_name(server):
            raise UsageError(f"{what}: not a valid name", "letters, digits, - and _")
        if not isinstance(found, Mapping):
            raise UsageError(f"{what} is not a table", f"[mcp_servers.{server}]")
        secrets = found.get("secrets", [])
        members = {key: value for key, value in found.items() if key != "secrets"}
        if fault := wrong(members):
            raise UsageError(f"{what} {said(fault)}", "codexctl mcp add --help")
        if not isinstance(secrets, list) or not all(isinstance(one, str) for one in secrets):
            raise UsageError(f"{what}: secrets must be a list of variables", 'secrets = ["TOKEN"]')
        if secrets and "url" in members:
            raise UsageError(f"{what}: secrets work only for a program", "bearer_token_env_var")
        yield server, through(members, server, secrets, started_as(MODULE))


def _hooks(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for event, groups in table.items():
        if event not in _EVENTS:
            hint = f"one of {', '.join(sorted(_EVENTS))}"
            raise UsageError(f"{name}: Codex has no event {event}", hint)
        if not isinstance(groups, list) or not all(isinstance(one, Mapping) for one in groups):
            raise UsageError(
                f"{name}: hooks.{event} must be a list of groups", f"[[hooks.{event}]]"
            )
        for group in groups:
            yield event, group
