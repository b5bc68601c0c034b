"""One turn while its lines are being read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from codexctl.trace.read.events import (
    AgentLinked,
    Compacted,
    Event,
    Failed,
    ResponseUsage,
    ReviewMode,
    Said,
    StateKept,
    ThreadMeta,
    ToolAnswered,
    ToolCalled,
    ToolRan,
    TurnContext,
    TurnEnded,
    TurnStarted,
    Utterance,
)
from codexctl.trace.tools import HOSTED
from codexctl.trace.turns.calls import CallFold
from codexctl.trace.turns.children import children_in_output
from codexctl.trace.turns.toolcalls import ToolFold
from codexctl.trace.turns.turn import Link
from codexctl.trace.values import Inferred


class TurnBuilder:
    """Collects what belongs to one turn; `finished` makes the frozen `Turn` of it."""

    def __init__(
        self,
        thread: ThreadMeta,
        opened: Event,
        model: str,
        effort: str,
        tools: ToolFold,
        *,
        turn_id: str = "",
        number: int = 0,
    ) -> None:
        started = opened if isinstance(opened, TurnStarted) else None
        self.thread = thread
        self.turn_id = turn_id or opened.turn_id
        self.root_turn_id = started.root_turn_id if started else ""
        self.parent_turn_id = started.parent_turn_id if started else ""
        self.native_trace_id = started.native_trace_id if started else ""
        self.context_window = started.context_window if started else None
        self.is_review = isinstance(opened, ReviewMode)
        # The number of a turn without a line for its beginning or end; 0 for all others.
        self.number = number
        self.started = opened.at
        self.last_at = opened.at
        self.contexts: list[TurnContext] = []
        self.prompts: list[Utterance] = []
        self.calls = CallFold(ready=opened.at, model=model, effort=effort, untold=number > 0)
        self.tools = tools
        self.children: list[str] = []
        self.end: TurnEnded | None = None
        self.failed: Failed | None = None
        self._spoke_last = False

    @property
    def is_ended(self) -> bool:
        """Whether Codex has written how the turn ended."""
        return self.end is not None

    @property
    def is_settled(self) -> bool:
        """Whether no line can follow that says more of the turn, once another one has begun."""
        return self.number > 0 or (self.is_ended and not self.tools.is_running)

    @property
    def is_answered(self) -> bool:
        """Whether a turn whose end no line tells is over: the model asked for nothing more."""
        return self.number > 0 and self._spoke_last

    def was_left_alone(self, before: int) -> bool:
        """Whether nothing was written since that moment, as far as its lines tell the time.

        `before` is in nanoseconds since 1970.
        """
        return self.last_at < before and not isinstance(self.last_at, Inferred)

    def take(self, event: Event) -> None:
        """Add one event to the turn.

        After the turn's end only a command that outlived it counts: that may be recorded later.
        """
        if self.end is not None and not isinstance(event, ToolRan):
            return
        if self.end is None and event.at > self.last_at:
            self.last_at = event.at
        taker = self._takers.get(type(event))
        if taker:
            taker(self, event)

    def links(self, event: AgentLinked | ToolAnswered) -> Iterator[Link]:
        """Which other threads the call behind this event started or messaged.

        None where the call is not one of this turn's.
        """
        if isinstance(event, AgentLinked):
            children = event.children
        else:
            children = children_in_output(self.tools.name_of(event.call_id), event.output)
        place = self.tools.place_of(event.call_id)
        if place is None:
            return
        at, occurrence = place
        for child in children:
            yield self._link(child, at, event.call_id, occurrence)

    def mirrors(self, child_turn_id: str) -> Iterator[Link]:
        """Note the turn that does this review, and link it.

        Its lines are copied into this one's thread. A review that has no id of its own yet (up to
        0.142) gives the link once it has one (`named`).
        """
        self.children.append(child_turn_id)
        if self.turn_id:
            yield self._link(child_turn_id, self.started)

    def named(self, turn_id: str) -> Iterator[Link]:
        """Take the id of this review, which its last line tells, and give the links that waited."""
        self.turn_id = turn_id
        for child in self.children:
            yield self._link(child, self.started)

    def _link(self, child_id: str, at: int, call_id: str = "", occurrence: int = 0) -> Link:
        return Link(
            session_id=self.thread.session_id,
            thread_id=self.thread.thread_id,
            turn_id=self.turn_id,
            root_turn_id=self.root,
            call_id=call_id,
            occurrence=occurrence,
            child_id=child_id,
            at=at,
        )

    @property
    def root(self) -> str:
        """The turn of the root thread: its own in a root thread, unknown in old subagents."""
        return self.root_turn_id or ("" if self.thread.is_child else self.turn_id)

    def _take_context(self, event: TurnContext) -> None:
        self.contexts.append(event)
        self.root_turn_id = self.root_turn_id or event.root_turn_id
        self.calls.model = event.model or self.calls.model
        self.calls.effort = event.effort

    def _take_utterance(self, event: Utterance) -> None:
        if event.said is not Said.prompt:
            self._spoke_last = self._spoke_last or event.said is Said.answer
            self.calls.said(event)
            return
        self._spoke_last = False
        if self.children and not event.turn_id:
            return  # the review's own prompt, in files whose prompts name no turn
        self.calls.prompted(event.at)
        self.calls.give(event)
        if event.key != "agent_message" or (self.thread.parent_thread_id and not self.prompts):
            self.prompts.append(event)

    def _take_state(self, _: StateKept) -> None:
        self.calls.is_bare = True
        self.calls.asked()

    def _take_call(self, event: ToolCalled) -> None:
        self._spoke_last = self._spoke_last and event.kind in HOSTED
        self.calls.called(event)
        self.tools.called(event)

    def _take_answer(self, event: ToolAnswered) -> None:
        self._spoke_last = False
        self.calls.answered(event.created or event.at)
        self.calls.give(event)
        self.tools.answered(event)

    def _take_run(self, event: ToolRan) -> None:
        if event.thread_id in ("", self.thread.thread_id):
            self.tools.ran(event)

    def _take_usage(self, event: ResponseUsage) -> None:
        self.calls.recorded(event)

    def _take_compaction(self, event: Compacted) -> None:
        self.calls.flush()
        self.calls.compacted(event.response_id)
        self.calls.prompted(event.at)
        self.calls.give(event)

    def _take_review(self, _: ReviewMode) -> None:
        self.is_review = True

    def _take_failure(self, event: Failed) -> None:
        self.failed = event

    def _take_end(self, event: TurnEnded) -> None:
        self.end = self.end or event
        self.root_turn_id = self.root_turn_id or event.root_turn_id

    _takers: ClassVar[dict[type[Event], Callable[[TurnBuilder, Any], None]]] = {
        StateKept: _take_state,
        TurnContext: _take_context,
        Utterance: _take_utterance,
        ToolCalled: _take_call,
        ToolAnswered: _take_answer,
        ToolRan: _take_run,
        ResponseUsage: _take_usage,
        Compacted: _take_compaction,
        ReviewMode: _take_review,
        Failed: _take_failure,
        TurnEnded: _take_end,
    }
