"""Did a tool succeed? From Codex's own record where it made one, else from the output's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from codexctl.trace.events import ToolAnswered, ToolRan
from codexctl.trace.values import integer, table

EXIT_CODE = "exit_code"
TOOL_ERROR = "tool_error"
OTHER = "_OTHER"
INTERRUPTED = "interrupted"
INCOMPLETE = "incomplete"

# How Codex words exit codes: exec_command since 0.13x; shell_command and apply_patch.
_EXIT = re.compile(r"^(?:Process exited with code|Exit code:) (-?\d{1,6})$", re.MULTILINE)
_HEAD = 600  # characters: an envelope is shorter
_OWN_TEXT = "\nOutput:"  # what follows is the tool's own text, which can say anything
_FAILURES = (
    "failed to parse function arguments",
    "failed to parse exec arguments",
    "unsupported call:",
    "unsupported custom tool call:",
    "apply_patch verification failed",
    "patch rejected",
    "unable to locate image",
    "exec_command failed",
    "write_stdin failed",
    "execution error:",
    "Script failed",
    "tool call error:",
    "collab spawn failed",
)
_ABORTED = re.compile(r"^aborted by user|\Aaborted\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error_type` is empty for success; `exit_code` is None where there is none."""

    exit_code: int | None
    error_type: str


def outcome(answered: ToolAnswered | None, ran: ToolRan | None) -> Outcome:
    """Judge one call from its output and from Codex's record of it; both may be missing."""
    head = answered.output[:_HEAD].partition(_OWN_TEXT)[0] if answered else ""
    code = ran.exit_code if ran else _exit_code(head, answered)
    if code:
        return Outcome(code, EXIT_CODE)
    if ran is not None:
        return Outcome(code, _failure_of_item(ran))
    if answered is None:
        return Outcome(code, INCOMPLETE)
    if _ABORTED.search(head):
        return Outcome(code, INTERRUPTED)
    return Outcome(code, OTHER if head.startswith(_FAILURES) else "")


def _failure_of_item(ran: ToolRan) -> str:
    if not ran.failed:
        return ""
    # An MCP server that answers `isError` worked; one that could not be asked did not.
    return TOOL_ERROR if ran.kind == "McpToolCall" and not ran.item.get("error") else OTHER


def _exit_code(head: str, answered: ToolAnswered | None) -> int | None:
    if answered and answered.output.startswith('{"output":'):
        return _exit_code_of_json(answered.output)
    match = _EXIT.search(head)
    return int(match.group(1)) if match else None


def _exit_code_of_json(output: str) -> int | None:
    """Up to 0.142 some outputs are `{"output": …, "metadata": {"exit_code": …}}`."""
    try:
        record = orjson.loads(output)
    except orjson.JSONDecodeError:
        return None
    return integer(table(record, "metadata"), "exit_code") if isinstance(record, dict) else None
