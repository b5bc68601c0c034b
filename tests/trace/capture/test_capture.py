"""Of a span leaves what is listed, in the shape that is listed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.settings.redaction import masker
from codexctl.trace.capture.allowed import CONTENT, MESSAGES, METADATA, NAMES
from codexctl.trace.capture.filter import Capture
from codexctl.trace.capture.names import hashed
from codexctl.trace.spans.span import INTERNAL, Span
from tests.trace.recorded import FOLDERS, traces

KEY = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"


def capture(mode: CaptureMode, *exclude: str) -> Capture:
    """The filter under a mode."""
    return Capture(CaptureLimits(mode, frozenset(exclude)), masker())


def left(mode: CaptureMode, attributes: dict[str, Any], *exclude: str) -> dict[str, Any]:
    """What is left of some attributes."""
    span = Span("1" * 32, "2" * 16, "", "chat gpt-5.5", INTERNAL, 0, 1, attributes)
    return dict(capture(mode, *exclude).apply(span).attributes)


def test_the_tables_do_not_overlap() -> None:
    tables = (set(METADATA), set(NAMES), set(CONTENT), set(MESSAGES))
    assert sum(map(len, tables)) == len(set.union(*tables))
    assert {word for words in CONTENT.values() for word in words.split()} <= CATEGORIES


def test_whatever_is_recorded_has_its_place_in_a_table() -> None:
    listed = {*METADATA, *NAMES, *CONTENT, *MESSAGES}
    for folder in FOLDERS:
        for trace in traces(folder):
            assert {key for span in trace.spans for key in span.attributes} <= listed


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.lists(st.text()))))
def test_an_attribute_that_nobody_listed_leaves_in_no_mode(attributes: dict[str, Any]) -> None:
    listed = {*METADATA, *NAMES, *CONTENT, *MESSAGES}
    for mode in CaptureMode:
        assert set(left(mode, attributes)) <= listed


@given(st.sampled_from(sorted(METADATA)), st.text(alphabet="ab /\\~@\n:-", min_size=3))
def test_metadata_has_no_value_with_spaces_paths_or_addresses(key: str, value: str) -> None:
    said = left(CaptureMode.metadata, {key: value}).get(key, "")
    assert not set(said) & set(" \\~\n")
    assert not said.startswith(("/", "."))
    assert "//" not in said


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gen_ai.request.reasoning.level", "secretproject"),
        ("gen_ai.response.finish_reasons", ["because I say so"]),
        ("codex.turn.status", "finished"),
        ("codex.originator", "acme-internal-agent"),
        ("gen_ai.usage.input_tokens", "many"),
    ],
)
def test_metadata_that_does_not_fit_is_left_out(key: str, value: object) -> None:
    assert key not in left(CaptureMode.metadata, {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gen_ai.request.model", "gpt-5.5"),
        ("gen_ai.request.model", "openai/gpt-oss-120b"),
        ("gen_ai.request.model", "llama3.1:70b-instruct-q4_K_M"),
        ("gen_ai.request.model", "us.anthropic.claude-opus-4-v1:0"),
        ("gen_ai.tool.call.id", "call_aB3|fc_9"),
        ("gen_ai.conversation.id", "01a1fb43-017b-7602-9a07-5466d0bc9f69"),
        ("gen_ai.response.finish_reasons", ["tool_call"]),
        ("codex.cli.version", "0.170.0-alpha.3"),
        ("process.exit.code", 0),
        ("codex.time.inferred", True),
    ],
)
def test_metadata_that_fits_stays(key: str, value: object) -> None:
    for mode in CaptureMode:
        assert left(mode, {key: value})[key] == value


def test_names_that_are_nobodys_own_are_told_only_with_content() -> None:
    names = {"gen_ai.tool.name": "mcp_merge_with_acme", "gen_ai.agent.name": "spy"}
    assert left(CaptureMode.metadata, names) == {
        "gen_ai.tool.name": "other_tool",
        "gen_ai.agent.name": "subagent",
    }
    assert left(CaptureMode.redacted, names) == names
    known = {"gen_ai.tool.name": "exec_command", "gen_ai.agent.name": "review"}
    assert left(CaptureMode.metadata, known) == known


def test_a_spans_name_is_made_of_what_is_left() -> None:
    span = Span(
        "1" * 32, "2" * 16, "", "execute_tool secret_plan", INTERNAL, 0, 1,
        {"gen_ai.tool.name": "secret_plan"},
    )  # fmt: skip
    assert capture(CaptureMode.metadata).apply(span).name == "execute_tool other_tool"
    assert capture(CaptureMode.full).apply(span).name == "execute_tool secret_plan"


def test_an_error_is_a_word_of_a_list() -> None:
    metadata, redacted = capture(CaptureMode.metadata), capture(CaptureMode.redacted)
    assert metadata.error("usage_limit_exceeded") == "usage_limit_exceeded"
    assert metadata.error("") == ""
    assert metadata.error("ada_forgot_her_key") == "_OTHER"
    assert redacted.error("a_new_kind_of_error") == "a_new_kind_of_error"
    assert redacted.error("Could not reach https://ada.example.com") == "_OTHER"


def test_content_is_masked_in_redacted_and_as_it_is_in_full() -> None:
    said = {"gen_ai.tool.call.arguments": {"cmd": f"export T={KEY}"}}
    assert left(CaptureMode.metadata, said) == {}
    assert left(CaptureMode.redacted, said) == {
        "gen_ai.tool.call.arguments": {"cmd": "export T=[redacted:github-token]"}
    }
    assert left(CaptureMode.full, said) == said


def test_without_a_masker_redacted_content_does_not_leave() -> None:
    span = Span("1" * 32, "2" * 16, "", "chat m", INTERNAL, 0, 1, {"input.value": "hello"})
    bare = Capture(CaptureLimits(CaptureMode.redacted), None)
    assert dict(bare.apply(span).attributes) == {}


def test_of_an_excluded_call_the_name_stays() -> None:
    call = {"type": "tool_call", "id": "c", "name": "exec_command", "arguments": {"cmd": "ls"}}
    said = {"gen_ai.output.messages": [{"role": "assistant", "parts": [call]}]}
    (message,) = left(CaptureMode.full, said, "tool_arguments")["gen_ai.output.messages"]
    assert message["parts"] == [{"type": "tool_call", "id": "c", "name": "exec_command"}]


def test_codexs_own_prompt_leaves_in_full_only() -> None:
    said = {"gen_ai.system_instructions": [{"type": "text", "content": "You are"}]}
    assert left(CaptureMode.redacted, said) == {}
    assert left(CaptureMode.full, said) == said
    assert left(CaptureMode.full, said, "instructions") == {}


def test_figures_say_no_more_than_spans() -> None:
    figures = {
        "model": "my own model",
        "error": "it broke",
        "parent_turn_id": "a b",
        "turn_id": "t",
    }
    for mode in (CaptureMode.metadata, CaptureMode.redacted):
        told = capture(mode).summary(figures)
        assert told == {
            "model": hashed("my own model"),
            "error": "_OTHER",
            "parent_turn_id": hashed("a b"),
            "turn_id": "t",
        }


def test_a_span_of_no_known_kind_has_no_name_of_its_own() -> None:
    span = Span("a" * 32, "b" * 16, "", "secret plan", INTERNAL, 1, 2, {})
    assert capture(CaptureMode.full).apply(span).name == "span"


def test_of_a_message_only_the_excluded_parts_are_left_out() -> None:
    parts = [{"type": "reasoning", "content": "hm"}, {"type": "text", "content": "yes"}]
    key = "gen_ai.output.messages"
    answer = {key: [{"role": "assistant", "parts": parts}]}
    assert left(CaptureMode.full, answer, "reasoning")[key][0]["parts"] == parts[1:]
    assert left(CaptureMode.full, answer, "reasoning", "responses") == {}


def test_a_name_that_is_no_text_is_no_known_name() -> None:
    said = left(CaptureMode.metadata, {"gen_ai.tool.name": ["exec_command"]})
    assert said == {"gen_ai.tool.name": "other_tool"}
