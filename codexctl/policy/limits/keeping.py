"""How long the policy allows the local store to keep turns."""

from __future__ import annotations

from codexctl.policy.file.model import Policy
from codexctl.policy.file.said import who_says

KEEP_DAYS = "local.keep_days"
_KEY = "destinations.retention_days"


def most_days(policy: Policy | None) -> tuple[int | None, str]:
    """How many days a turn may be kept, and where that is set; None if it is not limited.

    A policy that cannot be used sets no limit: a typing error must not delete turns.
    """
    if policy is None or policy.problem or policy.destinations.retention_days is None:
        return None, ""
    return policy.destinations.retention_days, who_says(policy, _KEY)
