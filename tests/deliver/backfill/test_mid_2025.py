"""Sessions of 2025 that no release can write any more, from their public shape.

Sources: openai/codex, codex-rs/core/src/rollout.rs of May to August 2025 (a line is the item
itself; `git` from July on, `record_type` state lines from August on), and the npm releases
0.1.2504172351 to 0.1.2505291658 in TypeScript (one document a session, as 0.1.2505172129 wrote it).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.backfill.export import Export, Exported
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.rollouts.fates import Fate
from codexctl.locations import Locations
from codexctl.settings.load import load
from codexctl.trace.spans.span import TurnTrace
from tests.deliver.conftest import configure
from tests.deliver.told import health
from tests.trace.recorded import pipeline

Json = dict[str, Any]
SESSION = "5973b6c0-94b8-487b-a530-2aeb6098ae0e"
WITHOUT_DASHES = SESSION.replace("-", "")
STAMP = "2025-05-07T17:24:21.123Z"
STATE = {"record_type": "state", "previous_response_id": "resp_1"}


def typed(text: str) -> Json:
    content = [{"type": "input_text", "text": text}]
    return {"type": "message", "role": "user", "content": content}


def said(text: str) -> Json:
    content = [{"type": "output_text", "text": text}]
    return {"type": "message", "role": "assistant", "content": content}


def shell(call_id: str, exit_code: int) -> list[Json]:
    arguments = json.dumps({"command": ["bash", "-lc", "echo hi"]})
    output = {"output": "hi\n", "metadata": {"exit_code": exit_code, "duration_seconds": 0.2}}
    return [
        {"type": "function_call", "name": "shell", "arguments": arguments, "call_id": call_id},
        {"type": "function_call_output", "call_id": call_id, "output": json.dumps(output)},
    ]


def local_shell(call_id: str) -> list[Json]:
    action = {"type": "exec", "command": ["ls"], "timeout_ms": None, "env": None, "user": None}
    return [
        {"type": "local_shell_call", "call_id": call_id, "status": "completed", "action": action},
        {"type": "local_shell_call_output", "call_id": call_id, "output": "a\nb"},
    ]


CONTEXT = typed("<environment_context>\nCurrent working directory: /p\n</environment_context>")
TWO_TURNS = [
    *(typed("Run it"), *shell("c1", 0), *shell("c2", 3), said("It says hi.")),
    *(typed("And again"), *local_shell("c3"), said("Two files.")),
]
META = {"id": SESSION, "timestamp": STAMP}
GIT = {"commit_hash": "c0ffee", "branch": "main", "repository_url": "git@example.com:a/b.git"}


def lines(items: Iterable[Json]) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in items)


def document(items: Iterable[Json], session: str = WITHOUT_DASHES) -> bytes:
    about = {"timestamp": STAMP, "id": session, "instructions": ""}
    return json.dumps({"session": about, "items": list(items)}, indent=2).encode()


SHAPES = {
    "May 2025, the name has a date alone": (
        f"rollout-2025-05-07-{SESSION}.jsonl",
        lines([META, *TWO_TURNS]),
    ),
    "June 2025, the name has a time": (
        f"rollout-2025-06-07T17-24-21-{SESSION}.jsonl",
        lines([{**META, "instructions": "Be brief."}, *TWO_TURNS]),
    ),
    "July 2025, with git": (
        f"2025/07/17/rollout-2025-07-17T17-24-21-{SESSION}.jsonl",
        lines([{**META, "instructions": None, "git": GIT}, CONTEXT, *TWO_TURNS]),
    ),
    "August 2025, with lines of state": (
        f"2025/08/01/rollout-2025-08-01T17-24-21-{SESSION}.jsonl",
        lines([META, STATE, *(line for one in TWO_TURNS for line in (one, STATE))]),
    ),
    "a state that does not say what it is": (
        f"2025/07/18/rollout-2025-07-18T17-24-21-{SESSION}.jsonl",
        lines([META, *TWO_TURNS, {"previous_response_id": "resp_1"}]),
    ),
    "TypeScript, an id with dashes": (
        f"rollout-2025-04-20-{SESSION}.json",
        document(TWO_TURNS, SESSION),
    ),
    "TypeScript, an id without dashes": (
        f"rollout-2025-04-20-{WITHOUT_DASHES}.json",
        document(TWO_TURNS),
    ),
}
each_shape = pytest.mark.parametrize(("name", "content"), SHAPES.values(), ids=SHAPES)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def converted(path: Path) -> list[TurnTrace]:
    complaints: list[str] = []
    found = list(convert([path], pipeline(), complaints.append))
    assert complaints == []
    return found


@each_shape
def test_turns_calls_and_what_was_said_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    written(tmp_path, name, content)
    first, second = converted(tmp_path)
    for trace, calls in ((first, 2), (second, 1)):
        assert trace.thread_id.replace("-", "") == WITHOUT_DASHES
        assert trace.summary["status"] == "completed"
        assert trace.summary["tool_calls"] == calls
        assert trace.summary["started_at"] == STAMP
        assert trace.summary["duration_ms"] is None
        assert (trace.summary["model"], trace.summary["llm_calls"]) == (None, 0)
        assert trace.spans[0].attributes["codex.time.inferred"] is True
    tools = [span.attributes for span in first.spans if "execute_tool" in span.name]
    assert [tool["process.exit.code"] for tool in tools] == [0, 3]
    asked = [one.spans[0].attributes["gen_ai.input.messages"] for one in (first, second)]
    assert [question[0]["parts"][0]["content"] for question in asked] == ["Run it", "And again"]
    answer = second.spans[0].attributes["gen_ai.output.messages"]
    assert answer[0]["parts"][0]["content"] == "Two files."
    listed = next(span for span in second.spans if span.name == "execute_tool local_shell")
    assert listed.attributes["gen_ai.tool.call.result"] == "a\nb"


@each_shape
def test_they_are_delivered_once_and_accounted_for(
    locations: Locations, name: str, content: bytes
) -> None:
    configure(locations, "local")
    written(locations.rollout_folders[0], name, content)
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert (done.delivered, done.files[Fate.delivered]) == (2, 1)
    again = _export(locations, Scope(asked_for=True))
    assert (again.delivered, again.files[Fate.delivered]) == (0, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (document(TWO_TURNS)[:120], "it is cut off, or is not JSON"),
        (b"", "it is cut off, or is not JSON"),
        (b"[]", "it contains no session"),
        (b'{"session": {}}', "it contains no session"),
        (b'{"items": [' + b"1," * 300_000 + b"1]}", "it has too many values"),
    ],
    ids=["cut", "empty", "a list", "no items", "too many values"],
)
def test_a_document_that_cannot_be_read_is_named_by_every_command(
    locations: Locations, content: bytes, why: str
) -> None:
    configure(locations, "local")
    path = written(
        locations.rollout_folders[0], f"rollout-2025-04-20-{WITHOUT_DASHES}.json", content
    )
    complaints: list[str] = []
    assert not list(convert([path.parent], pipeline(), complaints.append))
    assert complaints == [f"{path}: cannot be read: {why}"]
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert done.files[Fate.unreadable] == 1
    assert why in done.reasons[str(path)]
    told = {check.id: check.summary for check in health(locations, load(locations.settings_toml))}
    assert path.name in told["deliver.unreadable"]


def test_other_json_files_in_the_folder_are_foreign_and_never_opened(locations: Locations) -> None:
    configure(locations, "local")
    folder = locations.rollout_folders[0]
    written(folder, "settings.json", b"{")
    written(folder, "rollout-notes.json", document(TWO_TURNS))
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert (done.delivered, done.files[Fate.foreign]) == (0, 2)


def test_a_document_that_grew_gives_its_new_turn_alone(locations: Locations) -> None:
    configure(locations, "local")
    name = f"rollout-2025-04-20-{WITHOUT_DASHES}.json"
    written(locations.rollout_folders[0], name, document(TWO_TURNS))
    assert _export(locations, Scope(seen_too=True, asked_for=True)).delivered == 2
    more = [*TWO_TURNS, typed("Thanks"), said("Welcome.")]
    written(locations.rollout_folders[0], name, document(more))
    assert _export(locations, Scope(seen_too=True, asked_for=True)).delivered == 1


def _export(locations: Locations, scope: Scope) -> Exported:
    return Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]
