"""Why the policy allows sending nothing to a destination: as a value, and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.policy.file.model import Policy
from codexctl.policy.file.ownership import certificate_problem
from codexctl.policy.file.said import forbids, who_says
from codexctl.settings.destinations.way import is_in_the_clear
from codexctl.settings.model import OTLP, Destination


@dataclass(frozen=True, slots=True)
class Barred:
    """`summary` says what is not allowed, `remedy` where that is set and whom to ask.

    `key` is the key of the policy that decides it. As a text, it is both in one sentence, for a
    log.
    """

    key: str
    summary: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.summary}: {self.remedy}" if self.remedy else self.summary


def bar(policy: Policy, destination: Destination) -> Barred | None:
    """Find why nothing may be sent to a destination; None if the policy allows it.

    Only the file that `destinations.certificate` names is checked, nothing else is read.
    """
    if destination.kind != OTLP:
        local = policy.destinations.local
        return None if local else _forbidden(policy, "destinations.local", "a local store")
    endpoint, is_theirs = destination.endpoint, destination.administration is None
    if is_theirs and not policy.allows(endpoint):
        return _forbidden(policy, "destinations.allow", f"traces to go to {endpoint}")
    # If the policy does not set `plain_http`, the list of addresses decides; that does not apply to
    # the administrator's own addresses, whose scheme is written there.
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
