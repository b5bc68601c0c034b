"""What the hook noted of TRACEPARENT: a link on the trace, or its parent."""

from __future__ import annotations

import pytest

from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import Span, SpanLink
from codexctl.trace.spans.traceparent import Surroundings, TraceParent, read_notes
from tests.trace.writing import Rollout, uuid7

TURN = uuid7(1)
KID = uuid7(2)
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
NOTE = f"{TURN} 00-{TRACE}-{SPAN}-01\n"
OUTER = TraceParent(TRACE, SPAN, is_sampled=True)


def agent_spans(surroundings: Surroundings, **started: str) -> list[Span]:
    """The agent spans of a root turn and of the subagent that it starts."""
    root = Rollout("root", paginated=False).started(TURN, **started)
    root.called("c", "spawn_agent").answered("c", f'{{"agent_id":"{KID}"}}')
    child = Rollout(KID, paginated=False, parent_thread_id="root")
    for _ in range(9):
        child.event("token_count", info=None)
    capture = Capture(CaptureLimits(CaptureMode.metadata), None)
    pipeline, links = Pipeline(capture, surroundings=surroundings), Links()
    turns = [root.ended().only(), child.started("kid").ended().only()]
    links.add(root.fold.links)
    return [pipeline.trace(turn, links).spans[0] for turn in turns]


def test_a_note_is_a_turn_and_what_its_trace_was_begun_in() -> None:
    assert read_notes(NOTE.encode()) == {TURN: OUTER}


def test_the_first_note_of_a_turn_counts() -> None:
    later = f"{TURN} 00-{'a' * 32}-{'b' * 16}-01\n"
    assert read_notes((NOTE + later).encode()) == {TURN: OUTER}


@pytest.mark.parametrize(
    "line",
    [
        NOTE.rstrip("\n"),
        NOTE.replace(TRACE, "0" * 32),
        NOTE.replace(SPAN, "0" * 16),
        NOTE.replace(" 00-", " 01-"),
        NOTE.replace("-01\n", "-01-extra\n"),
        NOTE.replace(TRACE, TRACE.upper()),
        "; rm -rf / " + NOTE,
        "\n",
    ],
)
def test_a_line_of_another_form_is_nothing(line: str) -> None:
    assert read_notes(line.encode()) == {}


def test_the_trace_is_linked_to_the_span_that_it_was_begun_in() -> None:
    root, child = agent_spans(Surroundings({TURN: OUTER}))
    assert root.links == (SpanLink(TRACE, "traceparent", SPAN),)
    assert (root.trace_id != TRACE, root.parent_id) == (True, "")
    assert child.links == (), "a subagent lies in a trace that has the link"


def test_on_request_the_trace_lies_under_that_span_with_its_subagents() -> None:
    plain_root, plain_child = agent_spans(Surroundings())
    root, child = agent_spans(Surroundings({TURN: OUTER}, is_parent=True))
    assert (root.trace_id, root.parent_id, root.links) == (TRACE, SPAN, ())
    assert (child.trace_id, child.parent_id) == (TRACE, plain_child.parent_id)
    assert root.span_id == plain_root.span_id


def test_nothing_lies_under_a_span_that_was_not_sampled() -> None:
    outer = TraceParent(TRACE, SPAN, is_sampled=False)
    root, _ = agent_spans(Surroundings({TURN: outer}, is_parent=True))
    assert (root.trace_id != TRACE, root.parent_id) == (True, "")
    assert root.links == (SpanLink(TRACE, "traceparent", SPAN),)


def test_codexs_own_trace_is_named_once() -> None:
    """With an exporter of its own Codex goes on with the trace that it was started in."""
    linked, _ = agent_spans(Surroundings({TURN: OUTER}), trace_id=TRACE)
    assert [link.kind for link in linked.links] == ["traceparent"]
    under, _ = agent_spans(Surroundings({TURN: OUTER}, is_parent=True), trace_id=TRACE)
    assert under.links == ()
    both, _ = agent_spans(Surroundings({TURN: OUTER}), trace_id="a" * 32)
    assert [link.kind for link in both.links] == ["traceparent", "native"]
