"""Recordings of releases that do not tell the server a turn's id; before 0.100 no file tells it.

What is expected was derived from what the laboratory's model server served, never from a rollout.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.deliver.rollouts.convert import convert
from codexctl.trace.spans.span import TurnTrace
from tests.trace.recorded import (
    FOLDERS,
    Json,
    exited_with,
    expected,
    name_of,
    pipeline,
    records,
    rollouts,
    traces,
    version,
)

UNTOLD = [folder for folder in FOLDERS if version(folder) < (0, 102)]
REQUIRED = {(0, 20, 0), (0, 42, 0), (0, 58, 0), (0, 80, 0), (0, 98, 0)}

each_untold = pytest.mark.parametrize("folder", UNTOLD, ids=map(name_of, UNTOLD))


def test_there_are_recordings_of_every_kind_of_file_that_was_written() -> None:
    assert {version(folder) for folder in UNTOLD} >= REQUIRED
    assert {_is_bare(rollouts(folder)[0]) for folder in UNTOLD} == {True, False}


@each_untold
def test_turns_are_those_that_were_served_in_their_order(folder: Path) -> None:
    given, served = traces(folder), expected(folder)["turns"]
    assert len(given) == len(served)
    for trace, turn in zip(given, served, strict=True):
        known = trace.summary.keys() & turn.keys() - {*turn.get("unrecorded", [])}
        assert {key: trace.summary[key] for key in known} == {key: turn[key] for key in known}


@each_untold
def test_what_no_line_tells_is_left_out(folder: Path) -> None:
    for trace, turn in zip(traces(folder), expected(folder)["turns"], strict=True):
        missing = turn.get("unrecorded", [])
        if "status" in missing:
            assert trace.summary["status"] in ("interrupted", "incomplete")
        if "model" in missing:
            assert trace.summary["model"] is None
        if version(folder) < (0, 34):
            assert trace.summary["llm_calls"] == 0
            assert trace.summary["duration_ms"] is None
            assert trace.spans[0].attributes["codex.time.inferred"] is True
            assert not any("usage" in key for span in trace.spans for key in span.attributes)


@each_untold
def test_responses_are_told_apart_and_hold_the_calls_that_they_made(folder: Path) -> None:
    """One chat span a response, with the usage that it was served with."""
    for trace, turn in zip(traces(folder), expected(folder)["turns"], strict=True):
        if turn["status"] != "completed":
            continue
        chats = [span for span in trace.spans if span.name.split()[0] == "chat"]
        served = _responses_of(folder, turn)
        assert len(chats) == len(served)
        for chat, response in zip(chats, served, strict=True):
            usage = chat.attributes.get("gen_ai.usage.input_tokens")
            assert usage in (None, response["usage"]["input_tokens"])


@each_untold
def test_tools_have_the_ids_and_exit_codes_that_were_served(folder: Path) -> None:
    if any("tool_calls" in turn.get("unrecorded", []) for turn in expected(folder)["turns"]):
        return  # cut before it was written
    spans = [span for t in traces(folder) for span in t.spans if "execute_tool" in span.name]
    given = {tool.attributes["gen_ai.tool.call.id"]: tool for tool in spans}
    assert list(given) == [call["call_id"] for call in expected(folder)["calls"]]
    for call in expected(folder)["calls"]:
        if "exit_code" in call:
            code = given[call["call_id"]].attributes.get("process.exit.code")
            assert code == exited_with(call)
            assert bool(given[call["call_id"]].error_type) == bool(call["exit_code"])


def test_a_turns_id_stays_when_its_thread_grows(tmp_path: Path) -> None:
    folder = next(path for path in UNTOLD if name_of(path) == "0.80.0/resumed-once")
    source = rollouts(folder)[0]
    lines = source.read_bytes().splitlines(keepends=True)
    copy = tmp_path / source.name
    whole = [trace.turn_id for trace in traces(folder)]
    for count in range(1, len(lines) + 1):
        copy.write_bytes(b"".join(lines[:count]))
        given = [trace.turn_id for trace in _converted(copy)]
        assert given == whole[: len(given)]
    assert len(set(whole)) == 2


def _converted(path: Path) -> list[TurnTrace]:
    return list(convert([path], pipeline(), lambda _: None))


def _responses_of(folder: Path, turn: Json) -> list[Json]:
    """The first turn's are those before the first answer without a call, and so on."""
    answered = [response for response in expected(folder)["responses"] if response["usage"]]
    turns = expected(folder)["turns"]
    begin = sum(other["llm_calls"] for other in turns[: turns.index(turn)])
    return answered[begin : begin + turn["llm_calls"]]


def _is_bare(path: Path) -> bool:
    return "payload" not in next(records(path))
