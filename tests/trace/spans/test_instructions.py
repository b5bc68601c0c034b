"""What Codex itself tells the model: its words and its tools, by recordings of the real Codex."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.rollouts.convert import convert
from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.span import Span
from tests.trace.recorded import RECORDINGS, pipeline

MODES = [
    (CaptureMode.full, ("instructions",)),
    (CaptureMode.redacted, ()),
    (CaptureMode.metadata, ()),
]


def spans(path: Path, mode: CaptureMode = CaptureMode.full, *exclude: str) -> list[Span]:
    """The spans of a recording, or of one file."""
    return [s for trace in convert([path], pipeline(mode, *exclude), print) for s in trace.spans]


def told(span: Span) -> list[str]:
    """What Codex itself told the model in a request."""
    messages = span.attributes.get("gen_ai.input.messages", [])
    return [p["content"] for m in messages if m["role"] == "system" for p in m["parts"]]


def lines_of(name: str) -> list[dict[str, Any]]:
    """The lines of a recording with one file."""
    (path,) = (RECORDINGS / "0.169.0" / name).rglob("*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_first_request_brings_every_developer_message_as_recorded() -> None:
    recorded = [
        "\n".join(part["text"] for part in line["payload"]["content"])
        for line in lines_of("code-mode")
        if line["payload"].get("role") == "developer" and line["payload"]["type"] == "message"
    ]
    first, *others = [
        s for s in spans(RECORDINGS / "0.169.0" / "code-mode") if s.name.startswith("chat")
    ]
    assert told(first) == recorded != []
    assert [told(other) for other in others] == [[]] * len(others)


def test_tools_are_defined_where_a_request_brought_them_and_described_where_called() -> None:
    found = spans(RECORDINGS / "0.169.0" / "code-mode")
    defined = [s.attributes.get("gen_ai.tool.definitions") for s in found]
    (definitions,) = [one for one in defined if one]
    (line,) = [x for x in lines_of("code-mode") if x["payload"].get("type") == "additional_tools"]
    spaces = line["payload"]["tools"]
    assert [d["name"] for d in definitions] == [t["name"] for s in spaces for t in s["tools"]]
    assert definitions[0] == {
        "type": "custom",
        "name": "exec",
        "description": spaces[0]["tools"][0]["description"],
    }
    assert definitions[-1]["namespace"] == "collaboration"
    called = {
        s.attributes["gen_ai.tool.name"]: s.attributes.get("gen_ai.tool.description")
        for s in found
        if s.name.startswith("execute_tool")
    }
    assert called["exec"] == definitions[0]["description"]
    assert {said for name, said in called.items() if name != "exec"} <= {None}


@pytest.mark.parametrize(("mode", "exclude"), MODES)
@pytest.mark.parametrize("name", ["code-mode", "subagent-v2", "compaction"])
def test_nothing_of_it_is_told_where_instructions_are_not_captured(
    name: str, mode: CaptureMode, exclude: tuple[str, ...]
) -> None:
    for span in spans(RECORDINGS / "0.169.0" / name, mode, *exclude):
        assert told(span) == []
        assert not {"gen_ai.tool.definitions", "gen_ai.tool.description"} & span.attributes.keys()


def test_no_time_and_no_figure_depends_on_it() -> None:
    """The sieve leaves these lines out or not: all but what they say is the same."""
    for name in ("code-mode", "subagent-v2-copied", "compaction", "subagent-nested"):
        path = RECORDINGS / "0.169.0" / name
        captured, left_out = spans(path), spans(path, CaptureMode.full, "instructions")
        assert [(s.span_id, s.started, s.ended, s.error_type) for s in captured] == [
            (s.span_id, s.started, s.ended, s.error_type) for s in left_out
        ]
        whole = [t.summary for t in convert([path], pipeline(CaptureMode.full), print)]
        assert whole == [
            t.summary for t in convert([path], pipeline(CaptureMode.full), print, want_spans=False)
        ]


@pytest.mark.parametrize("wrapped", [True, False])
def test_tools_that_a_client_gave_stand_at_the_first_request_of_each_turn(
    tmp_path: Path, *, wrapped: bool
) -> None:
    lines = lines_of("shell-ok")
    given = [{"name": "exec_command", "description": "Runs it", "inputSchema": {"type": "object"}}]
    lines[0]["payload"]["dynamic_tools"] = {"tools": given} if wrapped else given
    path = tmp_path / "rollout-2026-11-20T23-13-50-01a1fb3c-d729-73c3-a7a2-b6fc9b85f576.jsonl"
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    found = spans(path)
    chats = [s.attributes for s in found if s.name.startswith("chat")]
    assert [chat.get("gen_ai.tool.definitions") for chat in chats] == [
        [
            {
                "type": "function",
                "name": "exec_command",
                "description": "Runs it",
                "parameters": {"type": "object"},
            }
        ],
        *[None] * (len(chats) - 1),
    ]
    tools = [s.attributes for s in found if s.name.startswith("execute_tool")]
    assert [tool.get("gen_ai.tool.description") for tool in tools] == ["Runs it"] * len(tools) != []
