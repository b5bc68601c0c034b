"""Which trace a turn belongs to, and under which span."""

from __future__ import annotations

from codexctl.trace import ids
from codexctl.trace.spans.placement import Links, Placement, place
from codexctl.trace.turns.turn import Turn
from tests.trace.writing import Rollout, uuid7

KID, TURN, GRANDKID, JOB = uuid7(1), uuid7(2), uuid7(3), uuid7(4)
AGENTS = {"spawn_agent": f'{{"agent_id":"{KID}"}}', "send_input": f'{{"submission_id":"{TURN}"}}'}


def parent(**meta: object) -> Rollout:
    """A root thread whose turn starts a subagent and later writes to it."""
    rollout = Rollout("root", paginated=False, **meta).started("r")
    for call_id, (name, output) in enumerate(AGENTS.items()):
        rollout.called(f"c{call_id}", name).answered(f"c{call_id}", output)
    return rollout.ended()


def links(*rollouts: Rollout) -> Links:
    found = Links()
    for rollout in rollouts:
        rollout.turns()
        found.add(rollout.fold.links)
    return found


def child(turn: str, **meta: object) -> Turn:
    """A turn of a thread that began long after the parent's calls."""
    rollout = Rollout(KID, paginated=False, **{"parent_thread_id": "root", **meta})
    for _ in range(20):
        rollout.event("token_count", info=None)
    return rollout.started(turn).ended().only()


def test_a_root_turn_is_a_trace_of_its_own() -> None:
    turn = Rollout("root", session_id="session").started("r").ended().only()
    assert place(turn, Links()) == Placement("session", ids.trace_id("session", "r"), "", "", "r")


def test_a_subagents_turn_lies_under_the_call_that_started_it() -> None:
    placement = place(child("kid-1"), links(parent()))
    assert placement.parent_id == ids.tool_span_id("root", "r", "c0", 0)
    assert (placement.session_id, placement.parent_turn_id) == ("root", "r")
    assert placement.trace_id == ids.trace_id("root", "r")


def test_a_message_that_names_the_turn_counts_more_than_the_call_that_started_the_thread() -> None:
    placement = place(child(TURN), links(parent()))
    assert placement.parent_id == ids.tool_span_id("root", "r", "c1", 0)


def test_a_subagents_subagent_joins_the_same_trace() -> None:
    between = Rollout(KID, paginated=False, parent_thread_id="root")
    for _ in range(20):
        between.event("token_count", info=None)
    between.started("kid-1").called("c", "spawn_agent").answered(
        "c", f'{{"agent_id":"{GRANDKID}"}}'
    )
    inner = Rollout(GRANDKID, paginated=False, parent_thread_id=KID)
    for _ in range(40):
        inner.event("token_count", info=None)
    placement = place(inner.started("g").ended().only(), links(parent(), between))
    assert placement.trace_id == ids.trace_id("root", "r")
    assert placement.parent_id == ids.tool_span_id(KID, "kid-1", "c", 0)


def test_a_root_that_is_named_counts_even_when_the_call_is_unknown() -> None:
    rollout = Rollout(KID, parent_thread_id="root", session_id="root")
    turn = rollout.started("k", root_turn_id="r").ended().only()
    placement = place(turn, Links())
    assert placement.trace_id == ids.trace_id("root", "r")
    assert placement.parent_id == ids.agent_span_id("root", "r")


def test_a_call_of_another_trace_is_no_parent() -> None:
    rollout = Rollout(KID, parent_thread_id="root", session_id="root")
    for _ in range(20):
        rollout.event("token_count", info=None)
    turn = rollout.started("k", root_turn_id="another").ended().only()
    assert place(turn, links(parent())).parent_id == ids.agent_span_id("root", "another")


def test_a_subagent_whose_parent_is_unknown_is_a_trace_of_its_own() -> None:
    placement = place(child("k"), Links())
    assert (placement.trace_id, placement.parent_id) == (ids.trace_id(KID, "k"), "")


def test_a_call_that_came_later_did_not_start_the_turn() -> None:
    early = Rollout(KID, paginated=False, parent_thread_id="root").started("k").ended().only()
    assert place(early, links(parent())).parent_id == ""


def test_a_review_lies_under_the_turn_that_asked_for_it() -> None:
    asking = Rollout("root", paginated=False).event("entered_review_mode")
    asking.event("task_started", turn_id="rev").ended_as_of_old(None, "outer")
    review = Rollout("reviewer", source={"subagent": "review"}).started("rev").ended().only()
    placement = place(review, links(asking))
    assert placement.parent_id == ids.agent_span_id("root", "outer")
    assert (placement.session_id, placement.parent_turn_id) == ("root", "outer")


def test_a_worker_of_a_batch_lies_under_the_call_that_made_the_batch() -> None:
    asking = Rollout("root").started("r").called("c", "spawn_agents_on_csv")
    asking.answered("c", f'{{"job_id":"{JOB}"}}').ended()
    worker = child("w", source={"subagent": {"other": f"agent_job:{JOB}"}})
    assert place(worker, links(asking)).parent_id == ids.tool_span_id("root", "r", "c", 0)


def test_ids_are_the_same_every_time_and_no_two_are_alike() -> None:
    assert ids.trace_id("s", "t") == ids.trace_id("s", "t")
    made = {
        ids.agent_span_id("a", "b"), ids.chat_span_id("a", "b", 0), ids.chat_span_id("a", "b", 1),
        ids.tool_span_id("a", "b", "c", 0), ids.tool_span_id("a", "b", "c", 1),
        ids.tool_span_id("ab", "", "c", 0), ids.agent_span_id("ab", ""),
    }  # fmt: skip
    assert len(made) == 7
    assert all(len(span_id) == 16 and int(span_id, 16) for span_id in made)
    assert len(ids.trace_id("\ud800", "")) == 32
