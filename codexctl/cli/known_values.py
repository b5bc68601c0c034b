"""Values for completion on the command line, read quickly and only from files.

The shell waits for it at every key press, so nothing here starts Codex, uses the network or raises.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from codexctl.locations import Locations

Complete = Callable[["click.Context", "click.Parameter", str], list[str]]
_MOST = 50


def _completing(values: Callable[[Locations], Iterable[str]]) -> Complete:
    """Make a completion function: it returns those of the values that begin with the typed text."""

    def complete(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:  # noqa: ARG001
        from codexctl.errors import CodexctlError
        from codexctl.locations import locate

        with suppress(CodexctlError, OSError, ValueError):
            found = (str(value) for value in values(locate(os.environ)))
            return [value for value in found if value.startswith(begun)][:_MOST]
        return []

    return complete


def _traces(locations: Locations) -> Iterable[str]:
    from codexctl.deliver.store.local_store import LocalStore

    store = LocalStore.open_existing(locations.traces_db)
    if store is None:
        return []
    try:
        rows = store.turns(limit=_MOST)
        return ["last", *dict.fromkeys(str(row["trace_id"]) for row in rows)]
    finally:
        store.close()


def _destinations(locations: Locations) -> Iterable[str]:
    from codexctl.settings.load import load

    return [one.name for one in load(locations.settings_toml).destinations]


def _features(_: Locations) -> Iterable[str]:
    from codexctl.codex.config.schemas import known_below

    return known_below(("features",))


def _servers(locations: Locations) -> Iterable[str]:
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.config.files import config_files
    from codexctl.codex.mcp.server import servers

    files = config_files(locations.codex_home, Path.cwd(), requirements_file().parent)
    return dict.fromkeys(name for one in files for name in servers(one.file.data))


def _profiles(locations: Locations) -> Iterable[str]:
    from codexctl.edit.plans.config.profiles import all_profiles

    return dict.fromkeys(one.name for one in all_profiles(locations))


def _providers(locations: Locations) -> Iterable[str]:
    from codexctl.codex.parts.providers import providers
    from codexctl.edit.files.read_config import read_config

    return [one.name for one in providers(read_config(locations.config_toml))]


def _snapshots(locations: Locations) -> Iterable[str]:
    from codexctl.edit.plans.config.snapshots import names

    return names(locations)


def _policy_keys(_: Locations) -> Iterable[str]:
    from codexctl.policy.file.fields import FIELDS

    return FIELDS


def _kinds(locations: Locations) -> Iterable[str]:
    """Values for `setup --destination`: existing destinations, then every backend."""
    from codexctl.settings.destinations.presets import presets
    from codexctl.settings.model import LOCAL, OTLP

    return dict.fromkeys((*_destinations(locations), LOCAL, OTLP, *presets()))


def _before_a_colon(locations: Locations) -> Iterable[str]:
    return [f"{name}:" for name in _destinations(locations)]


def _switched(locations: Locations) -> Iterable[str]:
    return [f"{name}={state}" for name in _features(locations) for state in ("on", "off")]


def _categories(_: Locations) -> Iterable[str]:
    from codexctl.settings.capture import CATEGORIES

    return (*sorted(CATEGORIES), "none")


def _events(_: Locations) -> Iterable[str]:
    from codexctl.codex.hooks.events import BY_NAME

    return BY_NAME


def _tracers(_: Locations) -> Iterable[str]:
    from codexctl.codex.callers.other_tracers import Tracer

    return (*Tracer, "all")


def _receipts(locations: Locations) -> Iterable[str]:
    from codexctl.edit.transaction.receipts import list_receipts

    return [receipt.id for receipt in reversed(list_receipts(locations))]


def _sessions(locations: Locations) -> Iterable[str]:
    from codexctl.deliver.store.local_store import LocalStore

    store = LocalStore.open_existing(locations.traces_db)
    if store is None:
        return []
    try:
        rows = store.turns(limit=_MOST)
        return dict.fromkeys(str(row["session_id"]) for row in rows)
    finally:
        store.close()


trace_ids = _completing(_traces)
sessions = _completing(_sessions)
destinations = _completing(_destinations)
kinds = _completing(_kinds)
before_a_colon = _completing(_before_a_colon)
switched_features = _completing(_switched)
categories = _completing(_categories)
events = _completing(_events)
tracers = _completing(_tracers)
receipts = _completing(_receipts)
features = _completing(_features)
servers = _completing(_servers)
profiles = _completing(_profiles)
providers = _completing(_providers)
snapshots = _completing(_snapshots)
policy_keys = _completing(_policy_keys)
