"""Can the administrator's file, if there is one, be used?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.policy.file.said import said_at
from codexctl.wording import safe

ID, GIVEN_WAY = "capture.policy", "destination.NAME.given_way"


def look(here: Here) -> Iterator[Check]:
    """Say what the policy allows, or why only metadata is captured."""
    policy = here.limits.policy
    if policy is None:
        yield Check(ID, State.inactive, "no administrator's policy on this machine")
    elif policy.problem:
        summary = f"the policy cannot be used, so only metadata is captured: {policy.problem}"
        remedy = "ask your administrator"
        yield Check(ID, State.problem, summary, remedy, Cause.policy_unreadable)
    else:
        said = f"{said_at(policy, 'capture.max')} allows {policy.capture.mode.name}"
        said += f"; policy {policy.id}"
        contact = f"; contact: {safe(policy.contact)}" if policy.contact else ""
        yield Check(ID, State.ok, said + contact)
    yield from (_gave_way(name) for name in here.settings.given_way)


def _gave_way(name: str) -> Check:
    summary = f"the administrator's {name} replaces the one in settings.toml, which gets nothing"
    return Check(GIVEN_WAY.replace("NAME", name), State.inactive, summary)


CHECK = OwnCheck(
    {
        ID: "the administrator's policy, and the content that it allows",
        GIVEN_WAY: "a destination of yours that the administrator's replaces",
    },
    look,
)
