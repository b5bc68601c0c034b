"""What the steps of a trace come to."""

from __future__ import annotations

from codexctl.trace.spans.attribute_names import CHAT
from codexctl.view.waterfall.rows import arranged
from codexctl.view.waterfall.totals import failed_ids, totals_of
from tests.view.waterfall.test_rows import span, tool


def test_a_failed_model_call_is_no_failed_tool_call() -> None:
    rows = arranged([span("turn"), span("call", "turn", 1, 2, operation=CHAT, error="http_500")])
    totals = totals_of(rows, lambda _: None)
    assert (totals.model_calls, totals.tool_calls) == (1, 0)
    assert (totals.failed_models, totals.failed_tools, totals.failed) == (1, 0, 1)


def test_what_failed_is_counted_by_what_it_is() -> None:
    rows = arranged(
        [
            span("turn", error="failed"),
            span("call", "turn", 1, 2, operation=CHAT, error="http_500"),
            tool("good", "turn", 3),
            tool("bad", "turn", 4, error="exit_code"),
            tool("worse", "turn", 5, error="timeout"),
        ]
    )
    totals = totals_of(rows, lambda _: None)
    assert (totals.failed_models, totals.failed_tools) == (1, 2)
    assert list(failed_ids(rows)) == ["call", "bad", "worse"]
