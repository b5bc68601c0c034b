"""What happened, as typed events: the version-tolerant model between rollout lines and turns.

Every event knows when its line was written (`at`, nanoseconds), its `ordinal` (None in legacy
files) and the turn that it names (`turn_id`, empty when the line names none).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any

from codexctl.trace.immutable import immutable
from codexctl.trace.rate_limits import RateLimits, rate_limits_of
from codexctl.trace.usage import Usage, usage_of
from codexctl.trace.values import table

# The source of a thread that does a review.
REVIEW = "review"


@immutable(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events."""

    at: int
    ordinal: int | None = None
    turn_id: str = ""


@immutable(frozen=True, slots=True, kw_only=True)
class ThreadMeta(Event):
    """session_meta: which thread this file is, and where it comes from.

    `tools` are the definitions that a client gave the thread, as JSON text; empty for none.
    """

    thread_id: str
    session_id: str
    parent_thread_id: str = ""
    forked_from_id: str = ""
    originator: str = ""
    cli_version: str = ""
    source: str = ""
    provider: str = ""
    role: str = ""
    nickname: str = ""
    agent_path: str = ""
    cwd: str = ""
    git_commit: str = ""
    git_branch: str = ""
    instructions: str = ""
    history_start_ordinal: int = 0
    job_id: str = ""
    tools: str = ""

    @property
    def is_child(self) -> bool:
        """Whether another thread started this one; reviews up to 0.141 do not say which."""
        return bool(self.parent_thread_id) or self.source == REVIEW


@immutable(frozen=True, slots=True, kw_only=True)
class TurnContext(Event):
    """turn_context: the model and settings that hold from here on.

    `asks` says whether Codex may ask a person before it does something.
    """

    root_turn_id: str = ""
    model: str = ""
    effort: str = ""
    cwd: str = ""
    asks: bool = False


@immutable(frozen=True, slots=True, kw_only=True)
class SettingsApplied(Event):
    """thread_settings_applied: the service tier of the requests from here on, empty if unsaid."""

    tier: str = ""
    thread_id: str = ""


@immutable(frozen=True, slots=True, kw_only=True)
class StateKept(Event):
    """A line that says nothing but that a request begins or ended: files up to 0.29 have them."""


@immutable(frozen=True, slots=True, kw_only=True)
class TurnStarted(Event):
    """task_started. `context_window` is how many tokens the model's context has room for."""

    root_turn_id: str = ""
    parent_turn_id: str = ""
    native_trace_id: str = ""
    context_window: int | None = None


@immutable(frozen=True, slots=True, kw_only=True)
class TurnEnded(Event):
    """task_complete or turn_aborted. `error` is Codex's kind of error, empty when there is none.

    `message` is what Codex says of the error in its own words, which quote anything.
    `tells_errors` says whether the line would name an error if there had been one.
    """

    aborted: bool = False
    error: str = ""
    tells_errors: bool = True
    root_turn_id: str = ""
    duration_ms: int | None = None
    first_token_ms: int | None = None
    answer: str = ""
    message: str = ""


@immutable(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """error: Codex gave a request up. `error` is its kind of error, `message` its own words.

    Releases around 0.100 wrote it for clients that asked for the whole history; we know none that
    has it.
    """

    error: str
    message: str = ""


@immutable(frozen=True, slots=True, kw_only=True)
class ResponseUsage(Event):
    """token_usage_record: one a model response that returned usage."""

    response_id: str
    usage: Usage


@immutable(frozen=True, slots=True, kw_only=True)
class UsageTotal(Event):
    """token_count: the thread's running total. Only its changes mean anything.

    `info` is empty where nothing was counted yet. `limits` is what the backend last told of its
    rate limits.
    The counts are read when they are asked for: newer files say the same better elsewhere.
    """

    info: Mapping[str, Any]
    limits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rate_limits(self) -> RateLimits | None:
        """The rate limits, None where nothing is told of them."""
        return rate_limits_of(self.limits, self.at) if self.limits else None

    @property
    def total(self) -> Usage:
        """What all responses so far have cost."""
        return usage_of(table(self.info, "total_token_usage"))

    @property
    def last(self) -> Usage:
        """What the last response has cost; an estimate or stale where the total stood still."""
        return usage_of(table(self.info, "last_token_usage"))


class Said(Enum):
    """What kind of text a model or a person produced."""

    prompt = "prompt"
    answer = "answer"
    reasoning = "reasoning"


@immutable(frozen=True, slots=True, kw_only=True)
class Utterance(Event):
    """A message or a reasoning summary.

    `key` is the item's id where there is one; `sampled` groups the items of one model response
    (None before 0.155). `attached` is what came with the text, such as pictures: what each is,
    and where.
    """

    said: Said
    text: str
    key: str = ""
    sampled: int | None = None
    attached: tuple[tuple[str, str], ...] = ()


@immutable(frozen=True, slots=True, kw_only=True)
class Instructed(Event):
    """What Codex itself told the model: words, or tools that it may call from here on.

    It says nothing of when anything happened. `tools` are definitions as Codex writes them.
    """

    text: str = ""
    tools: tuple[Mapping[str, Any], ...] = ()


@immutable(frozen=True, slots=True, kw_only=True)
class ToolCalled(Event):
    """The model asked for a tool. `arguments` is what it wrote, JSON or not.

    `status` is what the model's side says of a call that it executed itself.
    """

    call_id: str
    name: str
    namespace: str = ""
    arguments: str = ""
    kind: str = "function"
    status: str = ""
    sampled: int | None = None


@immutable(frozen=True, slots=True, kw_only=True)
class ToolAnswered(Event):
    """A tool's output as the model sees it. `created` is when it was ready, None if unknown.

    `attached` are the pictures in it, of which `output` holds nothing.
    """

    call_id: str
    output: str
    created: int | None = None
    attached: tuple[tuple[str, str], ...] = ()


@immutable(frozen=True, slots=True, kw_only=True)
class ToolRan(Event):
    """item_completed of a tool: how Codex itself executed it.

    `started`/`completed` are nanoseconds, None where Codex recorded none, as is `took`, how long
    the tool itself ran (waiting for a person comes before); `item` is the item as it is in
    the file, for the readers in `view/calls`.
    """

    call_id: str
    kind: str
    thread_id: str = ""
    started: int | None = None
    completed: int | None = None
    took: int | None = None
    failed: bool = False
    exit_code: int | None = None
    item: Mapping[str, Any] = field(default_factory=dict)


@immutable(frozen=True, slots=True, kw_only=True)
class AgentLinked(Event):
    """A tool call that started or messaged other threads."""

    call_id: str
    children: tuple[str, ...]


@immutable(frozen=True, slots=True, kw_only=True)
class Compacted(Event):
    """The history was replaced by a summary; `response_id` is the model call that wrote it.

    `summary` is what the model reads in its place, and `prompts` what of the person's own words was
    kept beside it.
    """

    response_id: str = ""
    summary: str = ""
    prompts: tuple[str, ...] = ()


@immutable(frozen=True, slots=True, kw_only=True)
class ReviewMode(Event):
    """A review began (`entered`) or ended in this thread."""

    entered: bool
