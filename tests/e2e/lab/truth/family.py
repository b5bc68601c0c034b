"""Which turn started a child's turn: as Codex names it, else as the served requests show it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.e2e.lab.model.agents import AGENT_ID
from tests.e2e.lab.model.asked import Asked, Json


def parent_turn(first: Asked, requests: Sequence[Asked]) -> Json:
    """`parent_turn_id` of the turn whose first request is `first`; {} where it is not known.

    Newer releases name it. Before, it is the turn that the parent thread was in: the one
    of its last request before `first`.
    """
    if "root_turn_id" in first.metadata or not first.is_child:
        return {"parent_turn_id": first.metadata.get("parent_turn_id")}
    parent = _parent_thread(first, requests)
    before = [
        request for request in requests if request.thread_id == parent and request.at <= first.at
    ]
    return {"parent_turn_id": before[-1].turn_id} if before else {}


def session(first: Asked) -> Json:
    """`session_id`; up to 0.124 a child only names itself, so that its session is not known."""
    own_only = first.is_child and first.thread_id == first.session_id
    return {} if own_only else {"session_id": first.session_id}


def _parent_thread(first: Asked, requests: Sequence[Asked]) -> str | None:
    named = first.headers.get("x-codex-parent-thread-id")
    if named:
        return named
    spawners = [
        request.thread_id for request in requests if first.thread_id in request.found(AGENT_ID)
    ]
    return spawners[0] if spawners else None
