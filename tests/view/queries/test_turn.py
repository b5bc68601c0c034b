"""A trace as pages ask for it: the figures of `trace show` and `trace list`, under the limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.outline import began, lineage, outline, spans_of
from codexctl.deliver.store.shown import spans_shown
from codexctl.redact.masker import compile_rules
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import rule_file
from codexctl.trace.capture.filter import Capture
from codexctl.view import headline
from codexctl.view.node import node_of_row
from codexctl.view.prices import Prices
from codexctl.view.queries import turn_rows
from codexctl.view.queries.turn import TurnView, step_view, trace_like, turn_view
from codexctl.view.queries.turn_rows import Wanted
from codexctl.view.waterfall.rows import Kind
from codexctl.view.waterfall.window import PORTION
from tests.trace.recorded import RECORDINGS, traces
from tests.view.handmade import traces_of
from tests.view.long_turn import long_turn
from tests.view.stories import STORIES

SCENARIOS = ("plain", "subagent-nested", "apply-patch", "approval-accepted", "http-400")
FULL = Capture(CaptureLimits(CaptureMode.full, frozenset()), None)
METADATA = Capture(CaptureLimits(CaptureMode.metadata, frozenset()), compile_rules(rule_file()))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    """Some recordings."""
    folder = tmp_path_factory.mktemp("store")
    store = LocalStore.open(folder / "traces.db")
    for scenario in SCENARIOS:
        store.send(traces(RECORDINGS / "0.169.0" / scenario))
    yield store
    store.close()


@pytest.fixture(scope="module")
def ids(store: LocalStore) -> list[str]:
    """The traces of the store."""
    return sorted({str(turn["trace_id"]) for turn in store.turns()})


@pytest.fixture
def work(tmp_path: Path) -> Iterator[tuple[LocalStore, str]]:
    """The story of a turn that edits files, and its trace."""
    store = LocalStore.open(tmp_path / "traces.db")
    story = traces_of(STORIES["work"](), tmp_path)
    store.send(story)
    yield store, str(story[0].summary["trace_id"])
    store.close()


def seen(store: LocalStore, trace_id: str, capture: Capture = FULL, **more: Any) -> TurnView:
    view = turn_view(store, capture, Prices(), trace_id, Wanted(**more))
    assert view is not None
    return view


@pytest.mark.parametrize("capture", [FULL, METADATA], ids=["full", "metadata"])
def test_rows_say_what_trace_show_says(store: LocalStore, ids: list[str], capture: Capture) -> None:
    for trace_id in ids:
        view = seen(store, trace_id, capture)
        rows = {row.row.span.span_id: row for row in view.portion.rows}
        spans = {span["span_id"]: span for span in spans_shown(store.spans(trace_id), capture)}
        assert rows.keys() == spans.keys()
        for span_id, span in spans.items():
            row, said = rows[span_id], span["attributes"]
            named = headline.name(node_of_row(span)).removeprefix("chat ")
            named = "model call" if named == "chat" else named
            assert (row.name, row.error) == (
                named if named != "chat" else "model call",
                span["error_type"],
            )
            assert row.row.begins_ns == span["started_ns"] - view.started_ns
            assert row.row.ends_ns == span["ended_ns"] - view.started_ns
            assert row.exit_code == said.get("process.exit.code")
            waited = said.get("codex.person.wait_ms", 0) if row.row.kind is Kind.tool else 0
            assert row.row.waited_ns == waited * 1_000_000
            if row.row.kind is Kind.model:
                assert row.row.span.input_tokens == said.get("gen_ai.usage.input_tokens")
                assert row.row.span.output_tokens == said.get("gen_ai.usage.output_tokens")


def test_sums_are_those_of_trace_list(store: LocalStore, ids: list[str]) -> None:
    for trace_id in ids:
        turns = [turn for turn in store.turns() if turn["trace_id"] == trace_id]
        totals = seen(store, trace_id).totals
        assert totals.input_tokens == sum(turn["input_tokens"] for turn in turns)
        assert totals.cached_input_tokens == sum(turn["cached_input_tokens"] for turn in turns)
        assert totals.output_tokens == sum(turn["output_tokens"] for turn in turns)
        assert totals.tool_calls == sum(turn["tool_calls"] for turn in turns)
        reported = totals.model_calls - totals.calls_without_usage
        assert reported == sum(turn["llm_calls"] for turn in turns)
        key = lambda turn: (turn["started_at"], turn["turn_id"])  # noqa: E731
        shown = [line.figures for line in seen(store, trace_id).turns]
        assert shown == sorted(turns, key=key)


def test_an_outline_holds_every_span_and_reads_no_text(store: LocalStore, ids: list[str]) -> None:
    for trace_id in ids:
        spans = store.spans(trace_id)
        assert [span.span_id for span in outline(store.connection, trace_id)] == [
            span["span_id"] for span in spans
        ]
        wanted = [span["span_id"] for span in spans[1:]]
        found = {span["span_id"]: span for span in spans_of(store.connection, trace_id, wanted)}
        assert found == {span["span_id"]: span for span in spans[1:]}


def test_a_span_is_found_with_all_that_it_is_part_of(store: LocalStore, ids: list[str]) -> None:
    for trace_id in ids:
        spans = {span.span_id: span for span in outline(store.connection, trace_id)}
        assert began(store.connection, trace_id) == min(s.started_ns for s in spans.values())
        for span in spans.values():
            above = lineage(store.connection, trace_id, span.span_id)
            assert above[0] == span
            assert [one.parent_id for one in above[:-1]] == [one.span_id for one in above[1:]]
            assert above[-1].parent_id not in spans
        assert lineage(store.connection, "0" * 32, span.span_id) == []


def test_of_a_long_turn_only_the_spans_of_one_portion_are_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counting(db: Connection, trace_id: str, wanted: Iterable[str]) -> list[dict[str, Any]]:
        found = spans_of(db, trace_id, wanted)
        read.append(len(found))
        return found

    monkeypatch.setattr(turn_rows, "spans_of", counting)
    story = traces_of(long_turn(1_000, output_lines=1), tmp_path)
    store = LocalStore.open(tmp_path / "traces.db")
    store.send(story)
    view = seen(store, str(story[0].summary["trace_id"]))
    step_view(store, FULL, Prices(), view.trace_id, view.failed_ids[0])
    store.close()
    assert view.portion.window.total > 3 * PORTION
    # The root, the rows of the portion, the agent for its context; then a row and its agent, twice:
    # for its first words, and for its card.
    assert read == [1, PORTION, 1, 2, 2]


def test_costs_of_calls_add_up_to_that_of_the_turn(work: tuple[LocalStore, str]) -> None:
    """gpt-5.5 costs 5 dollars a million tokens of input, 0.5 of cached input, 30 of output."""
    view = seen(*work)
    costs = [row.cost for row in view.portion.rows if row.row.kind is Kind.model]
    # The first call: 12,480 in, 9,200 of them cached, 210 out.
    assert costs[0] == Decimal("0.0273")
    assert sum(filter(None, costs)) == view.totals.cost


def test_rows_begin_with_what_a_person_would_recognise(work: tuple[LocalStore, str]) -> None:
    about = {"".join(text for text, _ in row.about) for row in seen(*work).portion.rows}
    assert "» The total in the basket is wrong when an item is in it twice. Fix it." in about
    assert "$ git status --short" in about
    assert "in web  $ npm run dev" in about
    assert "→ apply_patch 2 times" in about
    assert "∴ I will look at the tests first, then at how the total is summed." in about


def test_without_content_rows_have_names_and_figures_alone(work: tuple[LocalStore, str]) -> None:
    view = seen(*work, METADATA)
    assert {row.about for row in view.portion.rows} <= {(), (("→ exec_command 2 times", "quiet"),)}
    assert view.asked == view.answered == ()
    assert view.totals == seen(*work).totals


def test_what_failed_is_listed_in_the_order_of_the_rows(work: tuple[LocalStore, str]) -> None:
    view = seen(*work)
    failed = [row.row.span.span_id for row in view.portion.rows if row.error]
    assert list(view.failed_ids) == failed
    assert len(failed) == view.totals.failed == 2


def test_a_step_has_its_whole_card_and_its_span(work: tuple[LocalStore, str]) -> None:
    store, trace_id = work
    failed = seen(store, trace_id).failed_ids[0]
    step = step_view(store, FULL, Prices(), trace_id, failed)
    assert step is not None
    assert step.card.title == (("exit 1", "bad"),)
    assert step.span == next(
        s for s in spans_shown(store.spans(trace_id), FULL) if s["span_id"] == failed
    )
    assert step_view(store, FULL, Prices(), trace_id, "0" * 16) is None


def test_what_is_not_there_is_not_there(store: LocalStore) -> None:
    assert turn_view(store, FULL, Prices(), "0" * 32, Wanted()) is None
    assert trace_like(store, "") == []
    assert trace_like(store, "../etc") == []
    assert trace_like(store, "%") == []


def test_a_failed_turn_shows_what_codex_said(store: LocalStore, ids: list[str]) -> None:
    (failed,) = [
        i for i in ids if any(line.figures["status"] == "failed" for line in seen(store, i).turns)
    ]
    said = [line for block in seen(store, failed).answered for line in getattr(block, "lines", ())]
    assert said
    assert seen(store, failed, METADATA).answered == ()
