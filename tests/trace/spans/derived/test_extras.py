"""What a backend reads under its own names: from what capture left, and only where it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from codexctl.deliver.otlp.encode import encode
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destinations.extras import NO_EXTRAS, Extra, Extras
from codexctl.settings.destinations.presets import extras_of, presets
from codexctl.trace.spans.derived.extras import first_words, with_extras
from codexctl.trace.spans.otlp_json import final_attributes
from tests.trace.conventions import table
from tests.trace.recorded import RECORDINGS, traces

AGENT = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "codex"}
CHILD = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "explorer"}
TOOL = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "exec_command"}
# What a span is sent with besides.
RESOURCE = {"user.id": "dev-1", "service.name": "codex"}


def sent(preset: str, **attributes: Any) -> dict[str, Any]:
    """What is added to a tool's span."""
    own = TOOL | attributes
    return {k: v for k, v in with_extras(own, extras_of(preset), RESOURCE).items() if k not in own}


def test_a_preset_asks_for_sums_under_the_old_names_and_gets_both() -> None:
    agent = AGENT | {"codex.usage.input_tokens": 9, "codex.usage.output_tokens": 2}
    assert with_extras(agent, extras_of("weave"), {}) == agent | {
        "gen_ai.usage.input_tokens": 9,
        "gen_ai.usage.output_tokens": 2,
    }
    assert with_extras(agent, extras_of("mlflow"), {}) == agent


def test_the_mime_type_says_what_the_value_is() -> None:
    found = sent(
        "phoenix",
        **{"gen_ai.tool.call.arguments": '{"cmd":"ls"}', "gen_ai.tool.call.result": "[not json"},
    )
    assert found == {
        "user.id": "dev-1",
        "input.value": '{"cmd":"ls"}',
        "input.mime_type": "application/json",
        "output.value": "[not json",
        "output.mime_type": "text/plain",
    }


def test_what_capture_took_away_does_not_come_back() -> None:
    assert sent("phoenix") == {"user.id": "dev-1"}


def test_the_root_alone_gives_the_trace_its_name() -> None:
    prompt = {"input.value": "Fix the\nbuild, please"}
    root = with_extras(AGENT | prompt, extras_of("langfuse"), RESOURCE)
    child = with_extras(CHILD | prompt, extras_of("langfuse"), RESOURCE)
    assert root["langfuse.trace.name"] == "Fix the build, please"
    assert root["langfuse.user.id"] == child["langfuse.user.id"] == "dev-1"
    assert "langfuse.trace.name" not in child


def test_each_backend_is_told_session_user_and_name_by_its_own_names() -> None:
    root = AGENT | {"input.value": "Fix it", "gen_ai.conversation.id": "s-1"}
    found = {
        preset: {
            name: value
            for name, value in with_extras(root, extras_of(preset), RESOURCE).items()
            if name not in root
        }
        for preset in ("langsmith", "arize", "opik")
    }
    assert found == {
        "langsmith": {
            "langsmith.metadata.session_id": "s-1",
            "langsmith.metadata.user_id": "dev-1",
            "langsmith.trace.name": "Fix it",
        },
        "arize": {"session.id": "s-1", "user.id": "dev-1"},
        "opik": {"opik.metadata.user_id": "dev-1"},
    }


def test_tools_show_what_went_in_and_out_where_that_has_a_name() -> None:
    called = {"gen_ai.tool.call.arguments": '{"cmd":"ls"}', "gen_ai.tool.call.result": "a b"}
    shown = {"input.value": '{"cmd":"ls"}', "output.value": "a b"}
    assert sent("opik", **called) == shown | {"opik.metadata.user_id": "dev-1"}
    assert shown.items() <= sent("arize", **called).items()


def test_mlflow_lists_a_turn_by_the_first_words_of_its_prompt() -> None:
    root = with_extras(AGENT | {"input.value": "Fix\nit"}, extras_of("mlflow"), {})
    assert root["mlflow.traceTag.mlflow.traceName"] == "Fix it"
    assert with_extras(AGENT, extras_of("mlflow"), {}) == AGENT


def test_what_is_there_already_stays() -> None:
    extras = Extras((Extra("gen_ai.tool.name", "gen_ai.operation.name", "every"),))
    assert with_extras(TOOL, extras, {}) == TOOL


@given(said=st.text(max_size=300))
def test_first_words_are_one_line_of_whole_words(said: str) -> None:
    words = first_words(said)
    assert len(words) <= 81
    assert words == " ".join(words.split())
    whole = " ".join(said.split())
    assert whole == words or (words[-1] == "…" and whole.startswith(words[:-1]))


def test_every_extra_is_made_of_an_attribute_that_there_is() -> None:
    known = {*table()["attributes"], "user.id", "team.name"}
    for preset in presets().values():
        assert {extra.of for extra in preset.spans.added} <= known


@pytest.mark.parametrize("preset", sorted(presets()))
def test_in_metadata_no_preset_adds_content(preset: str) -> None:
    """All that is added is there already, or says of which kind that is."""
    for name in ("tools-mixed", "subagent", "http-500", "mcp-calls"):
        spans = [
            span
            for trace in traces(RECORDINGS / "0.169.0" / name, CaptureMode.metadata)
            for span in trace.spans
        ]
        plain = {str(v) for span in spans for v in final_attributes(span).values()}
        added = {
            str(value)
            for span in spans
            for value in with_extras(final_attributes(span), extras_of(preset), {}).values()
        }
        assert added - plain <= {"text/plain", "application/json"}


def test_only_the_destination_that_asks_gets_them() -> None:
    spans = traces(RECORDINGS / "0.169.0" / "shell-ok", CaptureMode.full)[0].spans
    plain, phoenix = (
        encode(spans, RESOURCE, extras) for extras in (NO_EXTRAS, extras_of("phoenix"))
    )
    for body, there in ((plain, False), (phoenix, True)):
        request = ExportTraceServiceRequest.FromString(body)
        tools = [s for s in request.resource_spans[0].scope_spans[0].spans if "tool" in s.name]
        assert tools
        for tool in tools:
            assert ("input.mime_type" in {pair.key for pair in tool.attributes}) == there
