"""A record of a tool call to its card: the one place that knows which card shows which record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codexctl.view.calls import card_people, card_system, card_work
from codexctl.view.calls.agents import (
    AgentControl,
    AgentList,
    AgentMessage,
    AgentSpawn,
    AgentWait,
)
from codexctl.view.calls.batches import Batch, BatchResult
from codexctl.view.calls.code import ScriptReset, ScriptRun, ScriptWait
from codexctl.view.calls.files import FileRead, FileSearch, ImageView, Listing, Patch
from codexctl.view.calls.mcp import McpCall
from codexctl.view.calls.planning import Goal, PlanUpdate, UserQuestions
from codexctl.view.calls.record import OtherCall, Record
from codexctl.view.calls.shell import ShellRun
from codexctl.view.calls.system import (
    ImageGeneration,
    PermissionRequest,
    ResourceList,
    ResourceRead,
    ToolSearch,
    ToolSuggestion,
    WebSearch,
)
from codexctl.view.terminal.pad import Pad

_CARDS: Mapping[type[Record], Callable[[Any, Pad], None]] = {
    ShellRun: card_work.shell,
    Patch: card_work.patch,
    Listing: card_work.listing,
    FileRead: card_work.file_read,
    FileSearch: card_work.file_search,
    ImageView: card_work.image_view,
    ScriptRun: card_work.script,
    ScriptWait: card_work.script_wait,
    ScriptReset: card_work.script_reset,
    PlanUpdate: card_people.plan,
    UserQuestions: card_people.questions,
    Goal: card_people.goal,
    AgentSpawn: card_people.spawn,
    AgentMessage: card_people.message,
    AgentWait: card_people.wait,
    AgentList: card_people.agents,
    AgentControl: card_people.control,
    Batch: card_people.batch,
    BatchResult: card_people.batch_result,
    ToolSearch: card_system.tool_search,
    ToolSuggestion: card_system.suggestion,
    PermissionRequest: card_system.permissions,
    ResourceList: card_system.resources,
    ResourceRead: card_system.resource,
    WebSearch: card_system.web,
    ImageGeneration: card_system.image,
    McpCall: card_system.mcp,
    OtherCall: card_system.other,
}


def write_card(record: Record, pad: Pad) -> None:
    """Write the card of a record: what was not captured leaves no line."""
    _CARDS[type(record)](record, pad)
