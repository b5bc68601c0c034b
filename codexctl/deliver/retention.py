"""How long the local store keeps turns: as long as the administrator allows."""

from __future__ import annotations

from codexctl.deliver import store_delete
from codexctl.deliver.store_query import EVERYTHING, TurnFilter
from codexctl.locations import Locations
from codexctl.policy.model import Policy
from codexctl.trace.values import rfc3339

_DAY_NS = 86_400 * 1_000_000_000


def keep_to(policy: Policy | None, where: Locations, now_ns: int) -> int:
    """Delete what the policy does not let the store keep; gives how many turns that were.

    A policy that cannot be used deletes nothing: only what it says counts, not that it is broken.
    """
    if policy is None or policy.problem:
        return 0
    kept = policy.destinations
    if not kept.local:
        over = EVERYTHING
    elif kept.retention_days is not None:
        over = TurnFilter(until=rfc3339(max(0, now_ns - kept.retention_days * _DAY_NS)))
    else:
        return 0
    # Counting is cheap; deleting writes the whole file anew.
    found = store_delete.count(where.traces_db, over)
    return store_delete.delete(where.traces_db, over) if found else 0
