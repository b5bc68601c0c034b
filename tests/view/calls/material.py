"""What the readers are tried on: calls that Codex recorded, and calls made the same way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codexctl.deliver.rollouts.content.opening import open_rollout
from codexctl.deliver.rollouts.files import named
from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.turns.fold import ThreadFold, fold
from codexctl.trace.turns.turn import ToolCall, Turn
from codexctl.view.calls.call import call_of_tool
from codexctl.view.calls.read import read_tool
from codexctl.view.calls.record import Record

RECORDINGS = Path(__file__).parents[2] / "recordings"
# Releases of which every tool was recorded, not only the small scenarios.
VERSIONS = sorted(path.parent.name for path in RECORDINGS.glob("*/searches"))
NEWEST, OLDEST = VERSIONS[-1], VERSIONS[0]


def turns(folder: Path) -> Iterator[Turn]:
    """Every turn of the rollouts below a folder."""
    for path in named([folder]):
        with open_rollout(path) as stream:
            yield from fold(decode(read_lines(stream, Tally())), ThreadFold())


def recorded_calls(version: str, scenario: str) -> list[ToolCall]:
    """The tool calls of one recorded scenario, in order."""
    folder = RECORDINGS / version / scenario
    return [tool for turn in turns(folder) for tool in turn.tools]


def recorded(version: str, scenario: str, name: str = "") -> list[Any]:
    """The records of one recorded scenario, of one tool if it is named."""
    calls = recorded_calls(version, scenario)
    return [read_tool(call_of_tool(call)) for call in calls if name in ("", call.name)]


def made(name: str, arguments: object = "", output: object = "", **more: Any) -> Any:
    """The record of a constructed call; structures become JSON as in a rollout."""
    return read(
        ToolCall(
            call_id="call",
            name=name,
            started=0,
            ended=0,
            arguments=_text(arguments),
            output=_text(output),
            **more,
        )
    )


def read(tool: ToolCall) -> Record:
    """A call's record."""
    return read_tool(call_of_tool(tool))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
