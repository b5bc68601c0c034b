"""Refuses what the administrator's policy does not allow, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from codexctl.environment import given
from codexctl.errors import PolicyRefused
from codexctl.locations import Locations
from codexctl.wording import counted

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent, TrustChoice
    from codexctl.policy.file.model import Policy
    from codexctl.settings.model import Destination, Settings

_VOUCH = "codexctl to record trust in hooks"


def check_destinations(
    wanted: Iterable[Destination], today: Settings, locations: Locations
) -> None:
    """Raise PolicyRefused for the first destination that the policy does not allow.

    `today` are the current settings. Raises Unresolved if a destination is incomplete.
    """
    from codexctl.policy.limits.effective import effective
    from codexctl.settings.destinations.resolve import resolve

    limits = effective(today, given(), locations)
    if limits.policy is None:
        return
    for destination in wanted:
        if barred := limits.barred(resolve(destination, given()).destination):
            raise PolicyRefused(barred.summary, barred.remedy)


def as_allowed(
    intent: Intent, locations: Locations, *, asked: bool
) -> tuple[Intent, tuple[str, ...]]:
    """The intent within the policy's limits, and notes.

    `asked` means that the kind of trust was named explicitly, so no other is used. A capture mode
    above the policy's, or more days, is no error: less is captured, or turns are kept for a shorter
    time, and a note says so. Raises PolicyRefused.
    """
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.said import who_says
    from codexctl.policy.limits.keeping import KEEP_DAYS, most_days

    policy = policy_on(locations)
    if policy is None:
        return intent, ()
    most, who = most_days(policy)
    days = intent.settings.get(KEEP_DAYS, most)
    notes = []
    if most is not None and (days is None or days > most):
        notes.append(f"turns are kept for {counted(most, 'day')}: {who}")
    if intent.capture is not None and intent.capture > policy.capture.mode:
        said = who_says(policy, "capture.max")
        notes.append(f"only {policy.capture.mode.name} is captured: {said}")
    if policy.chosen.trust and not asked:
        from codexctl.edit.intent.wanted import TrustChoice

        intent = replace(intent, trust=TrustChoice(policy.chosen.trust))
    trust = _trust(intent, policy, asked=asked)
    if trust is not intent.trust:
        said = who_says(policy, "trust.self_trust")
        notes.append(f"the administrator's policy leaves the review of the hook to you: {said}")
    return replace(intent, trust=trust), tuple(notes)


def _trust(intent: Intent, policy: Policy, *, asked: bool) -> TrustChoice:
    """How the hook may become trusted: as wished, or by review if nothing was wished."""
    from codexctl.edit.intent.wanted import Trigger, TrustChoice
    from codexctl.policy.file.said import refusal

    if intent.trigger in {Trigger.notify, Trigger.machine}:
        return intent.trust
    if intent.trust is TrustChoice.bypass and not policy.trust.bypass:
        raise refusal(policy, "trust.bypass", "trust to be bypassed")
    if intent.trust is not TrustChoice.this_hook or policy.trust.self_trust:
        return intent.trust
    if asked:
        raise refusal(policy, "trust.self_trust", _VOUCH)
    return TrustChoice.ask


def ways_to_trust(locations: Locations) -> tuple[TrustChoice, ...]:
    """The ways in which our hook may become trusted; review is always one of them."""
    from codexctl.edit.intent.wanted import TrustChoice
    from codexctl.policy.file.here import policy_on

    policy = policy_on(locations)
    allowed = {
        TrustChoice.this_hook: policy is None or policy.trust.self_trust,
        TrustChoice.ask: True,
        TrustChoice.bypass: policy is None or policy.trust.bypass,
    }
    return tuple(way for way, may in allowed.items() if may)


def may_trust(locations: Locations) -> bool:
    """Whether codexctl may record trust in hooks for the person.

    Without a policy it may.
    """
    from codexctl.policy.file.here import policy_on

    policy = policy_on(locations)
    return policy is None or policy.trust.self_trust


def refuse_self_trust(locations: Locations) -> None:
    """Raise PolicyRefused if hooks may become trusted only in Codex's own review."""
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.said import refusal

    policy = policy_on(locations)
    if policy and not policy.trust.self_trust:
        raise refusal(policy, "trust.self_trust", _VOUCH)
