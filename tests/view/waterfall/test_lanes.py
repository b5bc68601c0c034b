"""Where the time went: lanes, failures and the axis."""

from __future__ import annotations

from codexctl.trace.spans.attribute_names import CHAT
from codexctl.view.waterfall.lanes import axis_ns, failures, lanes
from codexctl.view.waterfall.rows import arranged
from tests.view.waterfall.test_rows import span, tool


def test_time_that_two_calls_share_counts_once() -> None:
    rows = arranged(
        [
            span("turn", ends=100),
            span("a", "turn", 10, 40, operation="execute_tool"),
            span("b", "turn", 30, 60, operation="execute_tool"),
            span("model", "turn", 70, 90, operation=CHAT),
        ]
    )
    found = {lane.kind: (lane.took_ns, lane.number, lane.bars) for lane in lanes(rows)}
    assert found == {"model": (20, 1, ((70, 90),)), "tool": (50, 2, ((10, 60),))}


def test_waiting_for_a_person_is_a_lane_of_its_own_right_before_the_call() -> None:
    rows = arranged([span("turn", ends=100), tool("rm", "turn", 50, waited_ns=20)])
    (waiting,) = [lane for lane in lanes(rows) if lane.kind == "waiting"]
    assert (waiting.took_ns, waiting.bars) == (20, ((30, 50),))


def test_bars_that_lie_too_close_to_be_told_apart_are_drawn_as_one_but_reckoned_apart() -> None:
    spans = [span("turn", ends=800_000)]
    spans += [span(str(n), "turn", n * 100, n * 100 + 50, operation=CHAT) for n in range(1000)]
    (model,) = lanes(arranged(spans))
    assert (model.took_ns, model.number, model.bars) == (50_000, 1000, ((0, 99_950),))


def test_failures_of_steps_are_marked_and_those_of_turns_are_not() -> None:
    rows = arranged(
        [span("turn", ends=100, error="failed"), tool("a", "turn", 40, error="timeout")]
    )
    assert failures(rows) == ((41, 41),)


def test_a_trace_that_took_no_time_still_has_an_axis() -> None:
    assert axis_ns(arranged([span("turn", begins=0, ends=0)])) == 1
    assert axis_ns([]) == 1
