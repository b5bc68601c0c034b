"""How long the local store keeps turns: as long, and as much, as policy and settings allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codexctl.deliver.rollouts.files import look
from codexctl.locations import Locations
from codexctl.policy.file.model import Policy
from codexctl.policy.limits.keeping import most_days
from codexctl.settings.model import KEEP_ALL, Keep
from codexctl.trace.values import rfc3339

if TYPE_CHECKING:
    from codexctl.deliver.store import delete as store_delete

_DAY_NS = 86_400 * 1_000_000_000
_MB = 1_000_000
# Each batch is a separate transaction, so that no reader or writer waits for long; the next worker
# deletes what is left after this many batches.
_BATCH_TURNS = 200
_BATCHES = 50


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the store may hold: nothing older than `since` (RFC 3339), and so many bytes.

    Empty and None mean that there is no bound; `nothing` that there may be no store at all.
    """

    since: str = ""
    max_bytes: int | None = None
    nothing: bool = False


def bounds(policy: Policy | None, keep: Keep, now_ns: int) -> Bounds:
    """The strictest of what an administrator and a person want.

    A policy that cannot be used deletes nothing: only what it says counts, not that it is broken.
    """
    said = strictest(policy, keep)
    nothing = policy is not None and not policy.problem and not policy.destinations.local
    since = rfc3339(max(0, now_ns - said.days * _DAY_NS)) if said.days is not None else ""
    return Bounds(since, said.max_mb * _MB if said.max_mb is not None else None, nothing)


def strictest(policy: Policy | None, keep: Keep) -> Keep:
    """What a person wants kept, as far as an administrator allows it.

    The smaller number of days; only a person bounds the size. A policy that cannot be used says
    nothing.
    """
    days = [number for number in (keep.days, most_days(policy)[0]) if number is not None]
    return Keep(min(days, default=None), keep.max_mb)


def used_bytes(locations: Locations) -> int:
    """How much room the local store takes, with what is not yet written back to it.

    In bytes; 0 where there is no store.
    """
    store = locations.traces_db
    found = map(look, (store, store.with_name(f"{store.name}-wal")))
    return sum(file.size for file in found if file)


def keep_to(
    policy: Policy | None,
    locations: Locations,
    now_ns: int,
    keep: Keep = KEEP_ALL,
    *,
    at_most: int = 0,
) -> int:
    """Delete what the store may not keep, the oldest first; gives how many turns that were.

    `at_most` bounds how many turns are deleted in one go (0: as many as one worker should).
    `now_ns` is in nanoseconds since 1970. To be called under the worker's lock. Raises Broken where
    the store is damaged.
    """
    within = bounds(policy, keep, now_ns)
    if within == Bounds() or not locations.traces_db.exists():
        return 0
    from codexctl.deliver.store import delete as store_delete  # here: most have no retention

    with store_delete.opened(locations.traces_db) as store:
        deleted, left = 0, at_most or _BATCHES * _BATCH_TURNS
        while left > 0:
            gone = _delete_some(store, within, min(left, _BATCH_TURNS))
            deleted, left = deleted + gone, left - gone
            if not gone:
                break
        if deleted:
            store.compact()
    return deleted


def _delete_some(store: store_delete.Eraser, within: Bounds, number: int) -> int:
    if within.nothing:
        return store.oldest(number)
    gone = store.oldest(number, before=within.since) if within.since else 0
    if gone or within.max_bytes is None:
        return gone
    over = store.used_bytes() - within.max_bytes
    return store.oldest(min(number, store.turns_in(over))) if over > 0 else 0
