"""What this machine, its administrator and its Codex allow setup to do, for the wizard."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations
from codexctl.settings.model import Destination, Settings

if TYPE_CHECKING:
    from codexctl.codex.asking.feature_list import Flag
    from codexctl.edit.intent.wanted import Trigger, TrustChoice
    from codexctl.settings.capture import CaptureMode
    from codexctl.wizard.offers import Offers


def offers(today: Settings, locations: Locations) -> Offers:
    """Functions that check what each choice needs; the wizard calls them before it asks."""
    from codexctl.policy.file.said import who_says
    from codexctl.policy.limits.effective import effective
    from codexctl.policy.limits.keeping import KEEP_DAYS, most_days
    from codexctl.settings.destinations.resolve import resolve
    from codexctl.settings.keys.keychain import lack
    from codexctl.wizard.offers import Offers

    limits = effective(today, given(), locations)

    def destination(destination: Destination) -> str:
        try:
            return str(limits.barred(resolve(destination, given()).destination) or "")
        except CodexctlError:
            return ""

    def capture(mode: CaptureMode) -> str:
        policy = limits.policy
        above = policy is not None and mode > policy.capture.mode
        return f"not allowed: {who_says(policy, 'capture.max')}" if policy and above else ""

    @cache
    def flags() -> Sequence[Flag]:
        return listed_flags(locations)

    def feature(name: str) -> str:
        return _said(name, flags())

    def trigger(trigger: Trigger) -> str:
        return _no_trigger(trigger, flags(), locations)

    def trust(way: TrustChoice) -> str:
        return _no_trust(way, locations)

    def most(place: str) -> tuple[int | None, str]:
        return most_days(limits.policy) if place == KEEP_DAYS else (None, "")

    def keyring() -> str:
        return lack(locations)

    return Offers(keyring, destination, capture, trigger, trust, feature, _program, most)


def check_features(
    features: Sequence[tuple[str, bool]], locations: Locations, *, ask: bool
) -> None:
    """Raise UsageError for a `--feature` that `features enable` would also refuse.

    `features` are pairs of a flag and whether to switch it on. With `ask`, the installed Codex is
    asked which flags it has.
    """
    from codexctl.codex.asking.feature_list import check_known

    flags = listed_flags(locations) if features and ask else ()
    for name, on in features:
        try:
            check_known(name, flags)
        except UsageError as error:
            verb = "enable" if on else "disable"
            hint = error.hint.replace("--unchecked", f"codexctl features {verb} {name} --unchecked")
            raise UsageError(f"--feature {name}: {error.message}", hint) from None


def listed_flags(locations: Locations) -> Sequence[Flag]:
    """The flags of the installed Codex; empty if there is no Codex, or it does not answer."""
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.feature_list import list_flags
    from codexctl.codex.asking.find import find_codex

    binary = find_codex(given())
    if binary is None or not locations.codex_home.is_dir():
        return ()
    try:
        return list_flags(binary, locations.codex_home, Path.cwd(), given())
    except CodexSilent:
        return ()


def _said(name: str, flags: Sequence[Flag]) -> str:
    from codexctl.codex.asking.feature_list import check_known

    try:
        check_known(name, flags)
    except UsageError as error:
        return f"{error.message}; {error.hint.partition(' --unchecked')[0]}".rstrip("; ")
    return ""


def _no_trust(way: TrustChoice, locations: Locations) -> str:
    """Why the hook may not be trusted in this way; review is always allowed."""
    from codexctl.health.governed import ways_to_trust
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.said import who_says

    policy = policy_on(locations)
    if policy is None or way in ways_to_trust(locations):
        return ""
    return f"not allowed: {who_says(policy, 'trust.self_trust')}"


def _no_trigger(trigger: Trigger, flags: Sequence[Flag], locations: Locations) -> str:
    """Why Codex would not call codexctl in this way; `flags` are Codex's flags, if known."""
    from codexctl.codex.config.features import HOOKS, canonical
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.here import administered

    if trigger is Trigger.notify:
        return ""
    required, script = administered(asking=False)
    reasons = {
        "this Codex has no hooks; update Codex": bool(flags)
        and HOOKS not in {canonical(flag.name) for flag in flags},
        "the administrator switched hooks off": required.hooks_pinned is False,
        "the administrator allows managed hooks only": trigger is not Trigger.auto
        and required.managed_hooks_only,
        "the administrator installed it for everybody": trigger is Trigger.hook and bool(script),
        "Codex has no plugin of codexctl enabled": trigger is Trigger.plugin
        and not _has_plugin(locations),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _has_plugin(locations: Locations) -> bool:
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.report.hook_files import our_plugin_here

    return our_plugin_here(locations.codex_home, requirements_file().parent) is not None


def _program(name: str) -> str:
    return (
        "" if shutil.which(name, path=given().get("PATH")) else f"there is no program {name} here"
    )
