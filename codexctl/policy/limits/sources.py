"""The limits that apply to one person here, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.written import Written
from codexctl.document.data import MISSING
from codexctl.policy.file.chosen import ANY
from codexctl.policy.file.model import Policy
from codexctl.policy.file.said import DEFAULT, said_at
from codexctl.policy.limits.effective import Effective
from codexctl.settings.administered import Administered
from codexctl.settings.capture import (
    ENV_CAPTURE,
    ENV_EXCLUDE,
    ENV_WEAVE,
    CaptureLimits,
    CaptureMode,
    Voice,
    limits_from_environment,
)
from codexctl.settings.destinations.resolve import address_of
from codexctl.settings.model import Destination
from codexctl.settings.redaction import Redaction

# What applies if there is no policy, or it does not set a key.
_SILENT = Policy(Path(), "", CaptureLimits(CaptureMode.full))


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit for one key, as plain data (None: it is not limited), and its source."""

    key: str
    value: Any
    source: str


def limits(
    held: Effective, settings: Written | None, environ: Mapping[str, str]
) -> tuple[Limit, ...]:
    """All limits that apply, in the order of the policy's keys.

    `settings` is the person's file, None if there is none. Each excluded category is a separate
    row, since each can have another source.
    """
    policy = held.policy or _SILENT
    return (
        Limit("capture.max", held.capture.mode.name, mode_source(held, settings, environ)),
        *_excluded(held, settings, environ),
        *_masked(policy.redaction, held.wish, policy, settings),
        *(_of_policy(key, value, policy) for key, value in _values(policy).items()),
    )


def mode_source(held: Effective, settings: Written | None, environ: Mapping[str, str]) -> str:
    """Say where the current capture mode is set: a line of a file, a variable, or the default.

    `settings` is the person's file, None if there is none.
    """
    source = held.capture.source
    if source.voice is Voice.policy and held.policy:
        return said_at(held.policy, "capture.max")
    if source.voice is Voice.environment:
        return _variable(environ)
    if source.voice is Voice.settings and settings:
        mode = ("capture", "mode")
        return DEFAULT if settings.value(mode) is MISSING else settings.at(mode)
    return str(source)


def _variable(environ: Mapping[str, str]) -> str:
    """The variable that sets the mode; it may be the one that excludes categories."""
    weave = limits_from_environment({ENV_WEAVE: environ.get(ENV_WEAVE, "")})
    name = ENV_WEAVE if weave else ENV_CAPTURE if environ.get(ENV_CAPTURE) else ENV_EXCLUDE
    return f"${name}"


def _excluded(
    held: Effective, settings: Written | None, environ: Mapping[str, str]
) -> Iterator[Limit]:
    policy = held.policy
    from_environment = limits_from_environment(environ)
    for category in sorted(held.capture.exclude):
        if policy and category in policy.capture.exclude:
            source = said_at(policy, "capture.exclude")
        elif from_environment and category in from_environment.exclude:
            source = f"${ENV_EXCLUDE}"
        else:
            source = settings.at(("capture", "exclude")) if settings else DEFAULT
        yield Limit("capture.exclude", category, source)
    if not held.capture.exclude:
        yield Limit("capture.exclude", None, DEFAULT)


def _masked(
    required: Redaction, wish: Redaction, policy: Policy, settings: Written | None
) -> Iterator[Limit]:
    """What the policy masks in every mode, and what a person added to the default kinds."""
    voices = (("capture.redact", sorted(required.kinds)), ("capture.rule", _names(required)))
    for key, names in voices:
        yield Limit(key, names or None, said_at(policy, key) if names else DEFAULT)
    wishes = (("redaction.kinds", sorted(wish.kinds)), ("redaction.rule", _names(wish)))
    for key, names in wishes:
        if names and settings:
            yield Limit(key, names, settings.at(tuple(key.split("."))))


def _names(redaction: Redaction) -> list[str]:
    return [rule.name for rule in redaction.rules]


def _values(policy: Policy) -> dict[str, Any]:
    """The keys that only the policy decides."""
    where, codex = policy.destinations, policy.codex
    return {
        "capture.resource": None if policy.resource is None else list(policy.resource),
        "destinations.allow": None
        if where.allow is None
        else [pattern.text for pattern in where.allow],
        "destinations.required": [pattern.text for pattern in where.required] or None,
        "destinations.local": where.local,
        "destinations.retention_days": where.retention_days,
        "destinations.proxy": where.proxy or None,
        "destinations.certificate": where.certificate or None,
        "destinations.plain_http": policy.plain_http,
        "trust.bypass": policy.trust.bypass,
        "trust.self_trust": policy.trust.self_trust,
        "codex.features": dict(codex.features) or None,
        "codex.tracing": codex.tracing,
        "codex.otel_content": codex.otel_content,
        "view.enabled": policy.view,
        "support.contact": policy.contact or None,
        **_chosen(policy.chosen),
    }


def _chosen(chosen: Administered) -> dict[str, Any]:
    """What the policy chooses for users; a salt is not shown."""
    return {
        f"destination.{ANY}": [_placed(d) for d in chosen.destinations] or None,
        f"resource.{ANY}": [f"{key} = {value}" for key, value in chosen.resource] or None,
        "user.id": chosen.user or None,
        "user.salt": "set" if chosen.salt else None,
        "user.team": chosen.team or None,
        "setup.trigger": chosen.trigger or None,
        "setup.trust": chosen.trust or None,
    }


def _placed(destination: Destination) -> str:
    address = address_of(destination, {})
    return f"{destination.name} ({address})" if address else destination.name


def _of_policy(key: str, value: Any, policy: Policy) -> Limit:
    # A policy that cannot be used has no lines, so its limits are found by their values.
    said = value != _values(_SILENT)[key] or key in policy.lines
    return Limit(key, value, said_at(policy, key.removesuffix(f".{ANY}")) if said else DEFAULT)
