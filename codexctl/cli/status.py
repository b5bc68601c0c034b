"""`codexctl status`: shows what works and what needs action, with remedies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from codexctl.checks import Check, State
from codexctl.cli.edits.outcome import check_json
from codexctl.cli.help.command import Command
from codexctl.cli.render import check_lines, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.locations import locate
from codexctl.settings.destinations.sources import sources
from codexctl.settings.model import LOCAL, OTLP, Destination
from codexctl.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codexctl.health.here import Here

SCHEMA = "codexctl.status/1"


@click.command(cls=Command)
@click.option("--offline", is_flag=True, help="Do not ask the installed Codex.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, offline: bool, as_json: bool) -> int:
    """Show what works (✓), needs action (✗) or is not active (-)."""
    from codexctl.health.here import look_around
    from codexctl.health.registry import examined

    here = look_around(locate(os.environ), asking=not offline)
    checks = examined(here)
    if as_json:
        print_json(_as_json(checks, here))
    else:
        for line in (*check_lines(checks), *_summary(here)):
            tell(line)
    return EXIT_PROBLEM if _wrong(checks) else 0


def _wrong(checks: Sequence[Check]) -> bool:
    return any(check.state is State.problem for check in checks)


def _as_json(checks: Sequence[Check], here: Here) -> dict[str, Any]:
    answer, limits, store = here.codex.answer, here.limits, _store(here)
    return {
        "schema": SCHEMA,
        "ok": not _wrong(checks),
        "checks": [check_json(check) for check in checks],
        "capture": {
            "mode": limits.capture.mode.name,
            "source": str(limits.capture.source),
            "exclude": sorted(limits.capture.exclude),
        },
        "destinations": [
            _destination_json(destination, store) for destination in here.settings.destinations
        ],
        "codex": {
            "home": str(here.locations.codex_home),
            "version": answer.version if answer else None,
        },
    }


def _destination_json(destination: Destination, store: dict[str, int]) -> dict[str, Any]:
    """One destination as JSON; unknown members are left out, except the address."""
    capture = destination.capture
    named = sources(destination, given())
    who = {"endpoint": named.endpoint, "project": named.project, "headers": dict(named.headers)}
    further: dict[str, Any] = {
        "preset": destination.preset,
        "project": _project(destination),
        "capture": capture.name if capture is not None else "",
        "administered": destination.administration is not None,
        "sources": {key: value for key, value in who.items() if value},
    }
    return {
        "name": destination.name,
        "kind": destination.kind,
        "endpoint": _address(destination) or None,
        **{key: value for key, value in further.items() if value},
        **({"only_in": list(destination.only_in)} if destination.only_in else {}),
        **(store if destination.kind == LOCAL else {}),
    }


def _store(here: Here) -> dict[str, int]:
    """The size of the local store, and its limits, if there are any."""
    from codexctl.deliver.store.retention import strictest, used_bytes

    keep = strictest(here.limits.policy, here.settings.keep)
    may = {"keep_days": keep.days, "max_mb": keep.max_mb}
    known = {key: bound for key, bound in may.items() if bound is not None}
    return {"bytes": used_bytes(here.locations), **known}


def _store_said(store: dict[str, int]) -> str:
    """The size and limits of the local store: `12.3 MB of at most 500 MB, kept for 90 days`."""
    size = f"{store['bytes'] / 1_000_000:.1f} MB"
    size += f" of at most {store['max_mb']} MB" if "max_mb" in store else ""
    return size + (
        f", kept for {counted(store['keep_days'], 'day')}" if "keep_days" in store else ""
    )


def _summary(here: Here) -> tuple[str, ...]:
    """Say what is captured, where it is sent, and who decided both."""
    from codexctl.codex.config.written import read_written
    from codexctl.policy.limits.sources import mode_source

    limits = here.limits
    source = mode_source(limits, read_written(here.locations.settings_toml), os.environ)
    store = _store_said(_store(here))
    names = [_named(destination, store) for destination in here.settings.destinations]
    origins = (line for destination in here.settings.destinations for line in _origins(destination))
    without = (
        f", without {', '.join(sorted(limits.capture.exclude))}" if limits.capture.exclude else ""
    )
    return (
        f"capture: {limits.capture.mode.name}{without} (by {source})",
        f"destinations: {', '.join(names) or 'none'}",
        *origins,
    )


def _origins(destination: Destination) -> Iterator[str]:
    """A line with the sources of a destination's values: `  weave: address by default, …`."""
    found = sources(destination, given())
    named = (("address", found.endpoint), ("project", found.project))
    parts = [f"{what} from {who}" for what, who in named if who]
    parts += [f"header {name} from {who}" for name, who in found.headers.items()]
    if parts:
        yield f"  {destination.name}: {', '.join(parts)}"


def _named(destination: Destination, store: str) -> str:
    address = store if destination.kind == LOCAL else _address(destination)
    places = f"only {' and '.join(destination.only_in)}" if destination.only_in else ""
    whose = "the administrator's" if destination.administration else ""
    said = ", ".join(part for part in (address, _project(destination), places, whose) if part)
    return f"{destination.name} ({said})" if said else destination.name


def _project(destination: Destination) -> str:
    """The project that is used now; the written one if the destination is incomplete."""
    if destination.kind != OTLP:
        return ""
    from codexctl.settings.destinations.address import Unresolved
    from codexctl.settings.destinations.resolve import resolve

    try:
        return resolve(destination, given()).destination.project
    except Unresolved:
        return destination.project


def _address(destination: Destination) -> str:
    if destination.kind != OTLP:
        return ""
    from codexctl.settings.destinations.resolve import address_of

    return address_of(destination, given())
