"""`policy show` and `policy explain`: the limits that apply here, their sources, their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.health.policy_here import (
    PolicyHere,
    look_here,
    policy_json,
    policy_line,
    value_said,
)
from codexctl.settings.model import OTLP
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.policy.file.explain import Key
    from codexctl.policy.limits.sources import Limit

SHOW_SCHEMA, EXPLAIN_SCHEMA = "codexctl.limits/1", "codexctl.policy-keys/1"


def report_limits(draft: Path | None, *, as_json: bool) -> int:
    """Print every limit; returns the exit code: 1 if the policy cannot be used.

    `draft` takes the place of the installed policy; None for that one.
    """
    from codexctl.policy.limits.sources import limits

    here = look_here(draft)
    rows = limits(here.held, here.written, given())
    destinations = [_destination(destination, here) for destination in here.settings.destinations]
    if as_json:
        print_json({"schema": SHOW_SCHEMA, "policy": policy_json(here.policy),
                    "limits": [asdict(row) for row in rows],
                    "destinations": destinations})  # fmt: skip
    else:
        for line in _limit_lines(here, rows, destinations):
            tell(line)
    return EXIT_PROBLEM if here.settings_problem or _is_unusable(here) else 0


def report_keys(name: str, draft: Path | None, *, as_json: bool) -> int:
    """Print the meaning of keys, and their values here.

    `name` is a key or a table, empty for all; `draft` is None for the installed policy.
    """
    from codexctl.policy.file.explain import keys
    from codexctl.policy.limits.sources import limits

    here, chosen = look_here(draft), keys(name)
    rows = limits(here.held, here.written, given())
    if as_json:
        print_json({"schema": EXPLAIN_SCHEMA, "policy": policy_json(here.policy),
                    "keys": [_key_json(key, rows) for key in chosen]})  # fmt: skip
        return 0
    for number, key in enumerate(chosen):
        if number:
            tell("")
        for line in _key_lines(key, rows):
            tell(line)
    return 0


def _is_unusable(here: PolicyHere) -> bool:
    return bool(here.policy and here.policy.problem)


def _destination(destination: Any, here: PolicyHere) -> dict[str, Any]:
    from codexctl.deliver.routes.obstacle import obstacle
    from codexctl.settings.destinations.resolve import address_of

    mode = here.held.for_destination(destination).capture.mode
    return {
        "name": destination.name,
        "endpoint": address_of(destination, given()) if destination.kind == OTLP else None,
        "capture": mode.name,
        "barred": obstacle(destination, here.held, given()) or None,
    }


def _limit_lines(
    here: PolicyHere, rows: tuple[Limit, ...], destinations: list[dict[str, Any]]
) -> Iterator[str]:
    yield f"policy: {policy_line(here.policy)}"
    if here.settings_problem:
        yield f"settings: {safe(here.settings_problem)}"
    keys = max(len(row.key) for row in rows)
    values = [value_said(row) for row in rows]
    width = min(40, max(map(len, values)))
    for row, value in zip(rows, values, strict=True):
        yield f"{row.key:<{keys}}  {value:<{width}}  {safe(row.source)}"
    for destination in destinations:
        address = f" ({safe(destination['endpoint'])})" if destination["endpoint"] else ""
        mark = paint("✗", "red") if destination["barred"] else paint("✓", "green")
        said = (
            f"gets nothing: {safe(destination['barred'])}"
            if destination["barred"]
            else f"gets {destination['capture']}"
        )
        yield f"{mark} {destination['name']}{address} {said}"


def _key_lines(key: Key, rows: tuple[Limit, ...]) -> Iterator[str]:
    yield paint(key.name, "cyan")
    yield f"  {key.meaning}"
    yield f"  takes: {key.takes}"
    for row in rows:
        if row.key == key.name:
            yield f"  here: {value_said(row)} ({safe(row.source)})"


def _key_json(key: Key, rows: tuple[Limit, ...]) -> dict[str, Any]:
    here = [{"value": row.value, "source": row.source} for row in rows if row.key == key.name]
    return {"key": key.name, "meaning": key.meaning, "takes": key.takes, "here": here}
