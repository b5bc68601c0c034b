"""A turn as a whole: its model calls, its tool calls, how it ended. What spans are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from codexctl.trace.immutable import immutable
from codexctl.trace.rate_limits import RateLimits
from codexctl.trace.read.events import (
    Compacted,
    Instructed,
    ThreadMeta,
    ToolAnswered,
    Utterance,
)
from codexctl.trace.usage import NO_USAGE, Usage

COMPLETED = "completed"
FAILED = "failed"
INTERRUPTED = "interrupted"
INCOMPLETE = "incomplete"

# The kind of a call that a code-mode script made.
NESTED = "nested"

# The originator in the rollout of one of our test turns.
SELFTEST_ORIGINATOR = "codexctl_selftest"


# How many model calls and tool calls of one turn are kept, far more than any turn has. A turn is
# kept until it ends, so this limits the memory for a file.
MOST_CALLS = 10_000


# What a request can contain that is new.
Given = Utterance | ToolAnswered | Compacted | Instructed


@immutable(frozen=True, slots=True)
class ModelCall:
    """One response of the model. Times are nanoseconds; the start is always inferred.

    `usage` is None for a response that reported none: what it cost is unknown. `call_ids` are the
    tools it asked for. `tier` is the service tier that was asked for, empty where none is recorded.
    `rate_limits` is what the backend told with it. `given` is what was new in its request since the
    response before: prompts, outputs of tools, the summary of a compaction, what
    Codex itself told it.
    """

    index: int
    model: str
    effort: str
    started: int
    ended: int
    response_id: str = ""
    usage: Usage | None = None
    said: tuple[Utterance, ...] = ()
    call_ids: tuple[str, ...] = ()
    is_compaction: bool = False
    tier: str = ""
    rate_limits: RateLimits | None = None
    given: tuple[Given, ...] = ()


@immutable(frozen=True, slots=True)
class ToolCall:
    """One call of a tool. Times are nanoseconds; `inferred` says Codex recorded no bounds.

    `occurrence` tells calls with the same id in one turn apart. `parent_call_id` is the outer
    `exec` of a nested call in code mode. `output` is the text that the model was given; `item`
    is Codex's own record of the execution, empty where it made none. `error_type` is empty
    exactly when the call did not fail. `attached` are the pictures in its output. `waited` is how
    long a person was waited for, right before `started`; `waited_within` is how long its nested
    calls did, while it ran.
    """

    call_id: str
    name: str
    started: int
    ended: int
    namespace: str = ""
    kind: str = "function"
    arguments: str = ""
    output: str = ""
    occurrence: int = 0
    inferred: bool = True
    answered: bool = False
    item_kind: str = ""
    item: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int | None = None
    error_type: str = ""
    parent_call_id: str = ""
    waited: int = 0
    waited_within: int = 0
    attached: tuple[tuple[str, str], ...] = ()

    @property
    def is_nested(self) -> bool:
        """Whether a code-mode script made the call, not the model itself."""
        return self.kind == NESTED

    @property
    def mcp_server(self) -> str:
        """The MCP server that the call went to, empty for every other tool."""
        if self.item_kind == "McpToolCall" and isinstance(self.item.get("server"), str):
            return str(self.item["server"])
        if self.namespace.startswith("mcp__"):
            return self.namespace[5:]
        # Up to 0.117, the name contained everything; later, such a name is an unsupported call.
        prefix, server, tool = [*self.name.split("__", 2), "", ""][:3]
        is_flat = prefix == "mcp" and tool and not self.output.startswith("unsupported call")
        return server if is_flat else ""


def together(spans: Iterable[tuple[int, int]]) -> int:
    """How long spans of time last together: what several of them cover counts once.

    Each is (begin, end), in any order and in one unit, which is that of the result.
    """
    total = reached = 0
    for begun, ended in sorted(spans):
        total += max(ended - max(begun, reached), 0)
        reached = max(reached, ended)
    return total


@immutable(frozen=True, slots=True)
class Link:
    """What gave another thread work: a tool call, or a review (`call_id` empty), in this turn.

    `child_id` is the thread that got it, its turn where that is known, or the batch whose workers
    got it. `root_turn_id` is empty where the giving turn's own root is not known; `at` is when it
    was given, in nanoseconds.
    """

    session_id: str
    thread_id: str
    turn_id: str
    root_turn_id: str
    call_id: str
    occurrence: int
    child_id: str
    at: int


@immutable(frozen=True, slots=True)
class Turn:
    """One turn of one thread, ready to become spans. Times are nanoseconds since 1970.

    `root_turn_id` is empty where the file does not say which turn of the root thread it belongs
    to (subagents before 0.162). `inferred` says that its start or its end is a neighbour's.
    `error_message` is what Codex itself says of its error. `rate_limits` is what the backend told
    when it refused to answer; with an answer it is in the call. `context_window` is how many
    tokens its model's context has room for. `calls_left_out` and `tools_left_out` are how many
    more calls there were than are kept one by one.
    """

    thread: ThreadMeta
    turn_id: str
    root_turn_id: str
    parent_turn_id: str
    status: str
    error: str
    started: int
    ended: int
    duration_ms: int | None
    first_token_ms: int | None
    models: tuple[str, ...]
    model: str
    effort: str
    cwd: str
    prompts: tuple[Utterance, ...]
    answer: str
    calls: tuple[ModelCall, ...]
    tools: tuple[ToolCall, ...]
    native_trace_id: str = ""
    is_review: bool = False
    inferred: bool = False
    error_message: str = ""
    rate_limits: RateLimits | None = None
    context_window: int | None = None
    calls_left_out: int = 0
    tools_left_out: int = 0

    @property
    def usage(self) -> Usage:
        """The tokens of the turn's own model calls, not of its subagents'."""
        return sum((call.usage for call in self.calls if call.usage), NO_USAGE)

    @property
    def waited(self) -> int:
        """How long a person was waited for, in nanoseconds. Overlapping questions count once.

        Not what a subagent's turn waited.
        """
        return together(
            (tool.started - tool.waited, tool.started) for tool in self.tools if tool.waited
        )

    @property
    def is_subagent(self) -> bool:
        """Whether another thread asked for this turn."""
        return self.thread.is_child

    @property
    def reached_by(self) -> tuple[str, ...]:
        """The ids under which work can have been given to it, the most exact first."""
        ids = self.turn_id, self.thread.thread_id, self.thread.job_id
        return tuple(known for known in ids if known)

    @property
    def is_marked(self) -> bool:
        """Whether this is a test turn of our own, which lists and sums leave out."""
        return self.thread.originator == SELFTEST_ORIGINATOR
