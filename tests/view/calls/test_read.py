"""Every call gets a record, the same from a rollout and from a span, whatever it holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.otlp_json import final_attributes
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import Span
from codexctl.trace.tools import KNOWN_TOOLS, TOOLS
from codexctl.trace.turns.turn import ToolCall, Turn
from codexctl.view.calls.call import Call, call_of_attributes, call_of_tool
from codexctl.view.calls.read import read_tool, readers
from codexctl.view.calls.record import OtherCall
from tests.trace.recorded import FOLDERS, KINDS, NAMES, name_of, pipeline
from tests.trace.writing import Rollout
from tests.view.calls.material import VERSIONS, made, recorded, turns

# Nothing is known of the arguments of these.
WITHOUT_READER = {"sleep"}


def tool_spans(turn: Turn, mode: CaptureMode) -> list[Span]:
    spans = pipeline(mode).trace(turn, Links()).spans
    return [span for span in spans if span.attributes["gen_ai.operation.name"] == "execute_tool"]


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
def test_a_span_tells_as_much_as_the_rollout(folder: Path) -> None:
    for turn in turns(folder):
        fresh = [read_tool(call_of_tool(tool)) for tool in turn.tools]
        assert fresh == [
            read_tool(call_of_attributes(final_attributes(span), span.error_type))
            for span in tool_spans(turn, CaptureMode.full)
        ]


@pytest.mark.parametrize("folder", FOLDERS[:: len(VERSIONS)], ids=NAMES[:: len(VERSIONS)])
def test_a_span_without_content_gives_a_record_without_content(folder: Path) -> None:
    for turn in turns(folder):
        for span in tool_spans(turn, CaptureMode.metadata):
            record = read_tool(call_of_attributes(span.attributes, span.error_type))
            assert record.output == ""
            assert record.error == span.error_type


@pytest.mark.parametrize("name", sorted(KNOWN_TOOLS - WITHOUT_READER))
def test_every_tool_of_codex_has_a_reader(name: str) -> None:
    assert not isinstance(read_tool(Call(name)), OtherCall)


@pytest.mark.parametrize("family", sorted({tool.family for tool in TOOLS if tool.family}))
def test_every_reader_of_a_family_is_one_that_a_row_names(family: str) -> None:
    assert set(readers(family)) == {tool.act for tool in TOOLS if tool.family == family}


@pytest.mark.parametrize(
    ("name", "alias"), [(tool.name, alias) for tool in TOOLS for alias in tool.aliases]
)
def test_a_tool_is_read_alike_under_every_name(name: str, alias: str) -> None:
    given = '{"command": ["sh", "-c", "make"]}'
    assert read_tool(Call(alias, arguments=given)) == replace(
        read_tool(Call(name, arguments=given)), name=alias
    )


# What Codex answers in the place of any tool that did not run or was cut.
ANSWERS = {
    "Done.": "",
    "failed to parse function arguments: expected value at line 1 column 1": "_OTHER",
    "Tool call blocked by PreToolUse hook: no": "_OTHER",
    "aborted by user": "interrupted",
}


@pytest.mark.parametrize("name", sorted(KNOWN_TOOLS))
def test_every_tool_of_codex_can_succeed_and_fail(name: str) -> None:
    rollout = Rollout(paginated=False).started("turn")
    for number, answer in enumerate(ANSWERS):
        rollout.called(f"call-{number}", name).answered(f"call-{number}", answer)
    records = [read_tool(call_of_tool(tool)) for tool in rollout.ended().only().tools]
    assert [record.error for record in records] == list(ANSWERS.values())
    assert {type(record) for record in records} == {type(read_tool(Call(name)))}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_tool_that_does_not_exist_is_still_a_call(version: str) -> None:
    (call,) = recorded(version, "odd-calls", "no_such_tool")
    assert isinstance(call, OtherCall)
    assert (call.arguments, call.output) == ('{"a":1}', "unsupported call: no_such_tool")
    assert call.error == "_OTHER"


def test_a_new_tool_is_read_without_its_envelope() -> None:
    call = made("teleport", {"to": "mars"}, "Wall time: 1 seconds\nOutput:\nThere.")
    assert (call.arguments, call.output, call.error) == ('{"to":"mars"}', "There.", "")


MEMBERS = [
    *("cmd", "command", "plan", "questions", "status", "answers", "message", "target", "targets"),
    *("items", "contents", "resources", "permissions", "tools", "type", "content", "result"),
    *("changes", "path", "agents"),
]
ITEM_MEMBERS = [
    *("command", "cwd", "stdout", "stderr", "changes", "arguments", "invocation", "result"),
    *("error", "path", "query", "action", "receiver_thread_ids", "agents_states", "prompt"),
    "aggregated_output",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(MEMBERS) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    name=st.sampled_from(sorted(KNOWN_TOOLS)) | st.text(max_size=20),
    arguments=JSON,
    result=JSON,
    changes=JSON,
    code=JSON,
)
def test_no_stored_span_is_too_odd(
    name: str, arguments: Any, result: Any, changes: Any, code: Any
) -> None:
    attributes = {
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.arguments": arguments,
        "gen_ai.tool.call.result": result,
        "codex.file_changes": changes,
        "process.exit.code": code,
    }
    read_tool(call_of_attributes(attributes, ""))
    texts = final_attributes(Span("", "", "", "", "", 0, 0, attributes))
    read_tool(call_of_attributes(texts, "_OTHER"))


@given(
    name=st.sampled_from(sorted(KNOWN_TOOLS)),
    kind=st.sampled_from(
        ["CommandExecution", "FileChange", "McpToolCall", "CollabAgentToolCall", "ImageView", "X"]
    ),
    item=st.dictionaries(
        st.sampled_from(ITEM_MEMBERS),
        JSON,
    ),
)
def test_no_recorded_item_is_too_odd(name: str, kind: str, item: dict[str, Any]) -> None:
    tool = ToolCall(call_id="c", name=name, started=0, ended=0, item_kind=kind, item=item)
    read_tool(call_of_tool(tool))
