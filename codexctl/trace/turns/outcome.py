"""Did a tool succeed? From Codex's own record where it made one, else from the output's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from codexctl.trace.read.events import ToolAnswered, ToolCalled, ToolRan
from codexctl.trace.tools import HOSTED, TELL_EXIT_CODES
from codexctl.trace.values import integer, table

EXIT_CODE = "exit_code"
TOOL_ERROR = "tool_error"
OTHER = "_OTHER"
INTERRUPTED = "interrupted"
INCOMPLETE = "incomplete"

# Codex's wording of exit codes: exec_command since 0.117; shell_command and apply_patch.
_EXIT = re.compile(r"^(?:Process exited with code|Exit code:) (-?\d{1,6})$", re.MULTILINE)
_HEAD = 600  # characters: an envelope is shorter
_OWN_TEXT = "\nOutput:"  # the tool's own text follows, which can be anything
# What Codex answers instead of the tool if it did not run or could not finish.
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
    "Command blocked by PreToolUse hook",
    "Tool call blocked by PreToolUse hook",
    "request_user_input is unavailable",
    "Script failed",
    "tool call error:",
    '[{"type":"text","text":"tool call error:',
    "collab spawn failed",
)
_ABORTED = re.compile(r"^aborted by user|\Aaborted\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error_type` is empty for success; `exit_code` is None where there is none."""

    exit_code: int | None
    error_type: str


def outcome(called: ToolCalled, answered: ToolAnswered | None, ran: ToolRan | None) -> Outcome:
    """Judge one call from its output and from Codex's record of it; both may be missing.

    The record goes first: an output is text that a program may have written.
    """
    code = _exit_code(called, answered, ran)
    if code:
        return Outcome(code, EXIT_CODE)
    if ran is not None:
        return Outcome(code, _failure_of_item(ran))
    if answered is None:
        return Outcome(code, _failure_unanswered(called))
    head = answered.output[:_HEAD].partition(_OWN_TEXT)[0]
    if _ABORTED.search(head):
        return Outcome(code, INTERRUPTED)
    return Outcome(code, OTHER if head.startswith(_FAILURES) else "")


def _failure_of_item(ran: ToolRan) -> str:
    if not ran.failed:
        return ""
    # An MCP server that answers `isError` works; one that could not be called does not.
    return TOOL_ERROR if ran.kind == "McpToolCall" and not ran.item.get("error") else OTHER


def _failure_unanswered(called: ToolCalled) -> str:
    """A call without output was cut, but for those that the model's own side executes."""
    if called.kind not in HOSTED:
        return INCOMPLETE
    return OTHER if called.status == "failed" else ""


def _exit_code(
    called: ToolCalled, answered: ToolAnswered | None, ran: ToolRan | None
) -> int | None:
    if ran and ran.exit_code is not None:
        return ran.exit_code
    if answered is None or called.name not in TELL_EXIT_CODES:
        return None
    if answered.output.startswith('{"output":'):
        return _exit_code_of_json(answered.output)
    head = answered.output[:_HEAD]
    # A patch that was given to a shell has an envelope inside the shell's envelope.
    match = _EXIT.search(head if ran else head.partition(_OWN_TEXT)[0])
    return int(match.group(1)) if match else None


def _exit_code_of_json(output: str) -> int | None:
    """Up to 0.142 some outputs are `{"output": …, "metadata": {"exit_code": …}}`."""
    try:
        record = orjson.loads(output)
    except orjson.JSONDecodeError:
        return None
    return integer(table(record, "metadata"), "exit_code") if isinstance(record, dict) else None
