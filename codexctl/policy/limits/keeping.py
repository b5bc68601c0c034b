"""How long the local store may keep turns, by the administrator's word."""

from __future__ import annotations

from codexctl.policy.file.model import Policy
from codexctl.policy.file.said import who_says

KEEP_DAYS = "local.keep_days"
_KEY = "destinations.retention_days"


def most_days(policy: Policy | None) -> tuple[int | None, str]:
    """The most days that a turn is kept, and who says so; None where nobody does.

    A policy that cannot be used says nothing of it: what is kept is not deleted for a typing error.
    """
    if policy is None or policy.problem or policy.destinations.retention_days is None:
        return None, ""
    return policy.destinations.retention_days, who_says(policy, _KEY)
