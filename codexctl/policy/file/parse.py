"""Turns a parsed policy.toml into the model, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codexctl.policy.file.chosen import (
    administered_of,
    destination_problem,
    row_of,
    user_problem,
)
from codexctl.policy.file.endpoints import Pattern
from codexctl.policy.file.fields import FIELDS, TABLES, TOP, VERSION
from codexctl.policy.file.model import SOURCE, Codex, Destinations, Policy, Trust
from codexctl.redact.rules import RuleError
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import Redaction, redaction_from
from codexctl.wording import guess


def problem_of(data: Mapping[str, Any]) -> str:
    """Say what is wrong with the data of a policy; empty if nothing is.

    Data is valid if `schemas/policy.schema.json` allows it (a test compares them).
    """
    version = data.get("version")
    # Not isinstance: `version = true` would be accepted as 1.
    if type(version) is not int or version != VERSION:
        return f"must say version = {VERSION}"
    if not isinstance(data.get("sealed", False), bool):
        return f"has sealed = {data['sealed']!r}; it must be {TOP['sealed']}"
    tables = ((name, table) for name, table in data.items() if name not in TOP)
    return next(filter(None, (_problem_of_table(name, table) for name, table in tables)), "")


def _problem_of_table(name: str, table: Any) -> str:
    if name not in TABLES or not isinstance(table, dict):
        near = "" if name in TABLES else guess(name, (*TABLES, *TOP))
        return f"has an unknown entry: {name}{near}"
    # Nobody writes an empty table on purpose; its content may have been lost.
    if not table:
        return f"has an empty table: [{name}]; it looks half-written"
    for key, value in table.items():
        field = FIELDS.get(row_of(name, key))
        if field is None:
            return f"has an unknown entry: {name}.{key}{guess(f'{name}.{key}', FIELDS)}"
        if name == "destination" and (problem := destination_problem(key, value)):
            return problem
        if not field.fits(value):
            return f"has a value that does not fit: {name}.{key} must be {field.must}"
    return user_problem(table) if name == "user" else ""


def values_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The values by their keys, such as `capture.max`.

    `data` is a valid policy; `version` and `sealed` are left out.
    """
    return dict(_values(data))


def policy_of(
    data: Mapping[str, Any], path: Path, policy_id: str, lines: Mapping[str, int]
) -> Policy:
    """Make the model from the data of a valid policy. Raises RuleError for unsafe redaction rules.

    `path`, `policy_id` and `lines` are stored as they are. A key that is not set has the default of
    a machine without a policy: nothing is limited.
    """
    said = values_of(data)
    mode = CaptureMode[said.get("capture.max", CaptureMode.full.name)]
    allow = said.get("destinations.allow")
    required = tuple(said.get("destinations.required", ()))
    return Policy(
        path=path,
        id=policy_id,
        capture=CaptureLimits(mode, frozenset(said.get("capture.exclude", ())), SOURCE),
        redaction=_redaction(said),
        resource=tuple(said["capture.resource"]) if "capture.resource" in said else None,
        destinations=Destinations(
            allow=None if allow is None else tuple(map(Pattern, allow)),
            required=tuple(map(Pattern, required)),
            local=said.get("destinations.local", True),
            retention_days=said.get("destinations.retention_days"),
            proxy=said.get("destinations.proxy", ""),
            certificate=said.get("destinations.certificate", ""),
            plain_http=said.get("destinations.plain_http"),
        ),
        trust=Trust(said.get("trust.bypass", True), said.get("trust.self_trust", True)),
        codex=Codex(
            features=said.get("codex.features", {}),
            tracing=said.get("codex.tracing", False),
            otel_content=said.get("codex.otel_content", True),
        ),
        view=said.get("view.enabled", True),
        contact=said.get("support.contact", ""),
        chosen=administered_of(data, required),
        lines=lines,
    )


def _redaction(said: Mapping[str, Any]) -> Redaction:
    try:
        return redaction_from(said.get("capture.redact", ()), said.get("capture.rule", ()))
    except RuleError as error:
        raise RuleError(f"has an error: {error}") from None


def _values(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, table in data.items():
        if name not in TOP:
            yield from ((f"{name}.{key}", value) for key, value in table.items())
