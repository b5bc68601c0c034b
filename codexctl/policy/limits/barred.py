"""Why the policy lets nothing go to a destination: as a value, and as the sentence made from it."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.policy.file.model import Policy
from codexctl.policy.file.ownership import certificate_problem
from codexctl.policy.file.said import forbids, who_says
from codexctl.settings.destinations.way import is_in_the_clear
from codexctl.settings.model import OTLP, Destination


@dataclass(frozen=True, slots=True)
class Barred:
    """`summary` says what is not allowed, `remedy` who says so and whom to ask.

    `key` is the policy's key that decides it. Its text is the two as one sentence, for a log.
    """

    key: str
    summary: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.summary}: {self.remedy}" if self.remedy else self.summary


def bar(policy: Policy, destination: Destination) -> Barred | None:
    """Find what keeps a destination from being sent to; None where nothing does.

    The files that `destinations.certificate` names are looked at, nothing else is read.
    """
    if destination.kind != OTLP:
        local = policy.destinations.local
        return None if local else _forbidden(policy, "destinations.local", "a local store")
    endpoint, is_theirs = destination.endpoint, destination.administration is None
    if is_theirs and not policy.allows(endpoint):
        return _forbidden(policy, "destinations.allow", f"traces to go to {endpoint}")
    # What was not said follows from there being a list of addresses at all; an address of the
    # administrator's own says it itself.
    said = policy.destinations.plain_http is not None
    if (is_theirs or said) and not policy.plain_http and is_in_the_clear(endpoint):
        key = "destinations.plain_http" if said else "destinations.allow"
        return _forbidden(policy, key, f"plain http to another machine ({endpoint})")
    if problem := certificate_problem(policy):
        summary = "the administrator's policy names authorities that cannot be used"
        return Barred("destinations.certificate", f"{summary}: {problem}")
    return None


def _forbidden(policy: Policy, key: str, what: str) -> Barred:
    return Barred(key, forbids(what), who_says(policy, key))
