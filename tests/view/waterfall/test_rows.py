"""The rows of a tree: order, depth, what stands below, and what is shown of many."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.store.outline import SpanOutline
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL
from codexctl.view.waterfall.rows import Kind, TreeRow, arranged, row_of
from codexctl.view.waterfall.window import PORTION, folded_at_first, window

START = 1_795_000_000_000_000_000


def span(
    span_id: str, parent: str = "", begins: int = 0, ends: int = 10, error: str = "", **more: Any
) -> SpanOutline:
    """A span from one nanosecond to another."""
    return SpanOutline(span_id, parent, span_id, START + begins, START + ends, error, **more)


def tool(span_id: str, parent: str, begins: int, **more: Any) -> SpanOutline:
    return span(span_id, parent, begins, begins + 1, operation=EXECUTE_TOOL, **more)


def turn_with_subagent() -> list[TreeRow]:
    """A turn that calls a model, spawns an agent whose command fails, and runs a command."""
    return arranged(
        [
            span("turn"),
            span("model", "turn", 1, 2, operation=CHAT),
            tool("spawn", "turn", 2),
            span("agent", "spawn", 3, 8),
            tool("fails", "agent", 4, error="exit_code"),
            tool("last", "turn", 9),
        ]
    )


def told(rows: list[TreeRow]) -> list[tuple[str, int, str]]:
    return [(row.span.span_id, row.depth, row.kind) for row in rows]


def test_rows_stand_below_what_they_are_part_of_in_the_order_in_which_they_began() -> None:
    assert told(turn_with_subagent()) == [
        ("turn", 0, "turn"),
        ("model", 1, "model"),
        ("spawn", 1, "tool"),
        ("agent", 2, "subagent"),
        ("fails", 3, "tool"),
        ("last", 1, "tool"),
    ]


def test_a_row_knows_how_many_stand_below_it_and_how_many_of_them_failed() -> None:
    rows = {row.span.span_id: (row.below, row.failed_below) for row in turn_with_subagent()}
    assert rows == {
        "turn": (5, 1),
        "model": (0, 0),
        "spawn": (2, 1),
        "agent": (1, 1),
        "fails": (0, 0),
        "last": (0, 0),
    }


def test_a_row_knows_whose_it_is() -> None:
    rows = {row.span.span_id: row.agent_id for row in turn_with_subagent()}
    assert rows == {
        "turn": "turn",
        "model": "turn",
        "spawn": "turn",
        "last": "turn",
        "agent": "agent",
        "fails": "agent",
    }


def test_time_begins_with_the_first_span() -> None:
    rows = arranged([span("a", begins=5, ends=9), span("b", begins=6, ends=2)])
    assert [(row.begins_ns, row.ends_ns) for row in rows] == [(0, 4), (1, 1)]


def test_a_row_by_itself_says_the_same_of_its_span_as_among_all_others() -> None:
    rows = turn_with_subagent()
    by_id = {row.span.span_id: row for row in rows}
    for row in rows:
        lineage, own = [row.span], row.span
        while own.parent_id:
            own = by_id[own.parent_id].span
            lineage.append(own)
        alone = row_of(lineage, START)
        assert alone == row._replace(number=0, below=0, failed_below=0)


def test_a_span_whose_parent_is_elsewhere_is_a_root() -> None:
    assert told(arranged([tool("a", "of another trace", 0), span("b", "b", 1)])) == [
        ("a", 0, "tool"),
        ("b", 0, "turn"),
    ]


def test_what_hangs_below_a_circle_is_not_lost() -> None:
    spans = [span("c", "b"), span("b", "x"), span("x", "y"), span("y", "x")]
    assert sorted(row.span.span_id for row in arranged(spans)) == ["b", "c", "x", "y"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=10))
def test_whatever_stands_below_whatever_no_span_is_lost_or_shown_twice(
    links: list[tuple[int, int]],
) -> None:
    spans = {own: span(str(own), str(parent)) for own, parent in links}
    rows = arranged(list(spans.values()))
    assert sorted(row.span.span_id for row in rows) == sorted(map(str, spans))
    for row in rows:
        assert all(inside.depth > row.depth for inside in rows[row.number + 1 :][: row.below])


def test_what_stands_below_a_folded_row_is_passed_over() -> None:
    shown = window(turn_with_subagent(), frozenset({"spawn"}))
    assert [row.span.span_id for row in shown.rows] == ["turn", "model", "spawn", "last"]
    assert shown.total == 4


def test_a_chosen_row_unfolds_what_it_stands_below_and_nothing_else() -> None:
    rows = turn_with_subagent()
    shown = window(rows, frozenset({"spawn", "agent"}), chosen=rows[3])
    assert shown.folded == {"agent"}
    assert [row.span.span_id for row in shown.rows] == ["turn", "model", "spawn", "agent", "last"]


def test_many_rows_come_in_portions_and_a_chosen_one_has_its_own_portion_shown() -> None:
    rows = arranged([span("turn"), *(tool(str(n), "turn", n) for n in range(2 * PORTION))])
    first = window(rows, frozenset())
    assert (first.start, first.end, first.total) == (0, PORTION, 2 * PORTION + 1)
    last = window(rows, frozenset(), start=2 * PORTION)
    assert [row.span.span_id for row in last.rows] == [str(2 * PORTION - 1)]
    assert last.before == PORTION
    assert window(rows, frozenset(), chosen=rows[PORTION + 5]).start == PORTION
    assert window(rows, frozenset(), start=10**9).rows[-1] is rows[-1]


def test_in_a_short_trace_nothing_is_folded_and_in_a_long_one_subagents_are() -> None:
    assert folded_at_first(turn_with_subagent()) == frozenset()
    many = [tool(str(n), "agent", n) for n in range(PORTION)]
    long = arranged([span("turn"), tool("spawn", "turn", 1), span("agent", "spawn", 2, 900), *many])
    assert folded_at_first(long) == {"agent"}
    assert [row.kind for row in window(long, {"agent"}).rows] == [
        *(Kind.turn, Kind.tool, Kind.subagent),
    ]
