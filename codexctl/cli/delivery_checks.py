"""The checks on our own side of `status`: settings, policy, keys, delivery."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from codexctl.checks import Check, State
from codexctl.locations import Locations
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.settings.model import OTLP, Destination, Settings

if TYPE_CHECKING:
    from codexctl.policy.effective import Effective

UNREADABLE = Settings(capture=CaptureLimits(CaptureMode.metadata, CATEGORIES, "invalid settings"))


def settings_today(where: Locations) -> tuple[Settings, tuple[Check, ...]]:
    """Read the settings; where they are invalid nothing is captured or sent, which is a problem."""
    from codexctl.settings.load import SettingsError, load

    try:
        return load(where.settings_toml), ()
    except SettingsError as error:
        summary = f"nothing is delivered until it is mended: {error.message}"
        check = Check("settings.valid", State.problem, summary, f"mend {where.settings_toml}")
        return UNREADABLE, (check,)


def delivery_checks(where: Locations, settings: Settings, limits: Effective) -> Iterator[Check]:
    """Judge the policy, each destination's key and the policy's word on it, and delivery."""
    from codexctl.deliver.health import health

    yield capture_policy(limits)
    for destination in settings.destinations:
        yield credential(destination, os.environ)
        if not limits.allows(destination):
            summary = f"the administrator's policy does not allow {destination.endpoint}"
            name = f"destination.{destination.name}.allowed"
            yield Check(name, State.problem, summary, f"{where.policy_file} says what is allowed")
    yield from health(where, settings)


def capture_policy(limits: Effective) -> Check:
    """Check that the administrator's file, if there is one, can be used."""
    name = "capture.policy"
    if limits.policy is None:
        return Check(name, State.inactive, "no administrator's policy on this machine")
    if limits.policy.problem:
        summary = (
            f"the policy cannot be used, so only metadata is captured: {limits.policy.problem}"
        )
        return Check(name, State.problem, summary, "ask your administrator")
    return Check(name, State.ok, f"{limits.policy.path} allows {limits.policy.capture.mode.name}")


def credential(destination: Destination, environ: Mapping[str, str]) -> Check:
    """Check that a destination's key can be found; its value is never shown."""
    name = f"destination.{destination.name}.credential"
    if destination.kind != OTLP:
        return Check(name, State.inactive, "needs no key")
    if not destination.api_key_env:
        return Check(name, State.inactive, "no key is configured")
    if environ.get(destination.api_key_env):
        return Check(name, State.ok, f"the key is in ${destination.api_key_env}")
    summary = f"${destination.api_key_env} is not set here"
    return Check(name, State.problem, summary, f"export {destination.api_key_env}=…")
