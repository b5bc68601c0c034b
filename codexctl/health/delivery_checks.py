"""The checks on our own side of `status`: settings, policy, keys, delivery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from codexctl.checks import Check, State
from codexctl.environment import given
from codexctl.locations import Locations
from codexctl.policy.file.said import said_at, shown, who_says
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.settings.model import OTLP, Destination, Settings

if TYPE_CHECKING:
    from codexctl.policy.limits.effective import Effective
    from codexctl.settings.destinations.resolve import Resolved

UNREADABLE = Settings(capture=CaptureLimits(CaptureMode.metadata, CATEGORIES, "invalid settings"))


def settings_today(
    where: Locations, *, by_machine: bool = False
) -> tuple[Settings, tuple[Check, ...]]:
    """Read the settings; where they are invalid nothing is captured or sent, which is a problem.

    `by_machine` says that an administrator's hook starts the worker, which then delivers to the
    local store where the person chose nothing.
    """
    from codexctl.settings.load import SettingsError, load
    from codexctl.settings.managed import MANAGED, with_default

    try:
        return with_default(load(where.settings_toml), {MANAGED: "1"} if by_machine else {}), ()
    except SettingsError as error:
        summary = f"nothing is delivered until it is mended: {error.message}"
        check = Check("settings.valid", State.problem, summary, f"mend {where.settings_toml}")
        return UNREADABLE, (check,)


def delivery_checks(where: Locations, settings: Settings, limits: Effective) -> Iterator[Check]:
    """Judge the policy, each destination's key and the policy's word on it, and delivery."""
    from codexctl.health.delivery import health

    yield capture_policy(limits)
    for destination in settings.destinations:
        if destination.kind == OTLP:
            yield from _remote_checks(destination, limits, where)
        else:
            yield from _local_checks(destination, limits)
    if any(destination.kind == OTLP for destination in settings.destinations):
        yield from the_way(limits)
    yield from health(where, settings)


def the_way(limits: Effective) -> Iterator[Check]:
    """Name every variable that has a say in the way to a backend, or would like to have one."""
    from codexctl.settings.destinations.way import FREE, is_heard, named_by

    rules = limits.policy.way if limits.policy else FREE
    named = tuple(named_by(given()))
    heard = [f"${name}" for name in named if is_heard(name, rules)]
    ignored = [f"${name}" for name in named if not is_heard(name, rules)]
    if heard:
        yield Check("network.way", State.ok, f"{', '.join(heard)} decides how backends are reached")
    if ignored:
        by = " by the administrator's policy" if limits.policy and rules.fixed else ""
        summary = f"{', '.join(ignored)} is not heard{by}: traces go another way than it says"
        yield Check("network.ignored", State.inactive, summary)


def _local_checks(destination: Destination, limits: Effective) -> Iterator[Check]:
    """Judge the policy's word on the local store."""
    name = f"destination.{destination.name}"
    yield Check(f"{name}.credential", State.inactive, "needs no key")
    if limits.policy and not limits.allows(destination):
        summary = "the administrator's policy allows no local store"
        remedy = who_says(limits.policy, "destinations.local")
        yield Check(f"{name}.allowed", State.problem, summary, remedy)


def _remote_checks(
    destination: Destination, limits: Effective, where: Locations
) -> Iterator[Check]:
    """Judge address, policy and key of one destination."""
    from codexctl.settings.destinations.otel_env import disabled
    from codexctl.settings.destinations.resolve import Unresolved, resolve

    name = f"destination.{destination.name}"
    try:
        there = resolve(destination, given())
    except Unresolved as error:
        yield Check(f"{name}.address", State.problem, error.message, error.hint)
        return
    yield credential(there, given(), where)
    if said := disabled(given()):
        yield Check(f"{name}.allowed", State.problem, f"nothing is sent: {said}", "unset it")
    elif said := limits.barred(there.destination):
        summary, _, remedy = said.partition(": ")
        yield Check(f"{name}.allowed", State.problem, summary, remedy)


def capture_policy(limits: Effective) -> Check:
    """Check that the administrator's file, if there is one, can be used."""
    name, policy = "capture.policy", limits.policy
    if policy is None:
        return Check(name, State.inactive, "no administrator's policy on this machine")
    if policy.problem:
        summary = f"the policy cannot be used, so only metadata is captured: {policy.problem}"
        return Check(name, State.problem, summary, "ask your administrator", "policy-unreadable")
    said = f"{said_at(policy, 'capture.max')} allows {policy.capture.mode.name}"
    contact = f"; contact: {shown(policy.contact)}" if policy.contact else ""
    return Check(name, State.ok, said + contact)


def credential(there: Resolved, environ: Mapping[str, str], where: Locations) -> Check:
    """Check that a destination's key can be found, and where; its value is never shown."""
    from codexctl.errors import CodexctlError
    from codexctl.settings.keys.secrets import find_key, lack

    name = f"destination.{there.destination.name}.credential"
    remedy = f"codexctl auth set {there.destination.name}"
    try:
        key = find_key(there, environ, where)
    except CodexctlError as error:
        return Check(name, State.problem, error.message, error.hint or remedy, "key-missing")
    if key:
        return Check(name, State.ok, f"the key is in {key.source}")
    if there.key_required:
        return Check(name, State.problem, lack(there), remedy, "key-missing")
    return Check(name, State.inactive, "no key is configured")
