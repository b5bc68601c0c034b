"""What stands above a saved session: the same figures as in the sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.deliver.store.query import TurnFilter
from codexctl.settings.capture import CaptureMode
from codexctl.view.cost_text import usd
from codexctl.view.export.gather import chosen, gather
from codexctl.view.export.session import document_of
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import sums
from tests.trace.recorded import RECORDINGS, traces
from tests.view.export.documents import SAVED_NS, capture, of_story, of_traces, stored

SCENARIOS = ("shell-failed", "subagent", "model-switch", "approval-declined", "mcp-calls")


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_figures_are_those_of_the_sums(name: str, tmp_path: Path) -> None:
    store = stored(tmp_path, traces(RECORDINGS / "0.169.0" / name))
    limits, prices = capture(CaptureMode.full), Prices()
    (ident,) = {str(turn["session_id"]) for turn in store.turns()}
    found = gather(store, limits, chosen(store, ident), prices)
    facts = {one.label: one.value for one in document_of(found, limits.limits, SAVED_NS).facts}
    total = sums(store, limits, TurnFilter(session=ident), "session", prices).total
    store.close()
    assert f"{total.all_calls:,} model call" in facts["Calls"]
    assert f"{total.tool_calls:,} tool call" in facts["Calls"]
    assert facts["Tokens"].startswith(f"in {total.input_tokens:,}")
    assert f"out {total.output_tokens:,}" in facts["Tokens"]
    assert ("Cost" in facts) is (total.cost is not None)
    if total.cost is not None:
        assert facts["Cost"].startswith(usd(total.cost))


def test_the_heading_names_folder_model_times_and_limits(tmp_path: Path) -> None:
    facts = {one.label: one.value for one in of_story("people", tmp_path).facts}
    assert facts["Folder"] == "/home/dev/shop"
    assert facts["Model"] == "gpt-5.5"
    assert facts["Codex"] == "0.169.0"
    assert facts["Started"] == "2026-11-18 11:06:40 UTC"
    assert facts["Captured"] == "full"
    assert facts["Saved"] == "2026-11-18 11:08 UTC"


def test_in_metadata_the_folder_is_not_told(tmp_path: Path) -> None:
    document = of_story("people", tmp_path, CaptureMode.metadata)
    assert document.project == ""
    assert "Folder" not in {one.label for one in document.facts}


def test_a_turn_that_failed_says_what_codex_said_of_it(tmp_path: Path) -> None:
    told = traces(RECORDINGS / "0.169.0" / "http-400")
    (message,) = {
        str(span.attributes["codex.error.message"])
        for trace in told
        for span in trace.spans
        if "codex.error.message" in span.attributes
    }
    session = str(told[0].summary["session_id"])
    document = of_traces(tmp_path, told, ident=session)
    lines = [line for turn in document.turns for entry in turn.entries for line in entry.lines]
    assert message.split("\n")[0] in lines
    limits = of_traces(tmp_path, told, CaptureMode.metadata, ident=session)
    assert "failed" in limits.turns[0].status
    lines = [line for turn in limits.turns for entry in turn.entries for line in entry.lines]
    assert message.split("\n")[0] not in lines


def test_the_policy_that_held_for_the_turns_is_named_once(tmp_path: Path) -> None:
    told = traces(RECORDINGS / "0.169.0" / "subagent")
    held = [replace(trace, policy="0123456789abcdef") for trace in told]
    document = of_traces(tmp_path, held, ident=str(held[0].summary["session_id"]))
    assert [one.value for one in document.facts if one.label == "Policy"] == ["0123456789abcdef"]
