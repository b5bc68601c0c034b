"""Calls, outputs and executions of tools in one turn, matched by Codex's call ids."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from codexctl.trace.read.events import ToolAnswered, ToolCalled, ToolRan
from codexctl.trace.tools import BY_ITEM, HOSTED, HOSTED_ITEMS
from codexctl.trace.turns.outcome import outcome
from codexctl.trace.turns.scripts import Scripts, waited_within
from codexctl.trace.turns.timing import timing
from codexctl.trace.turns.turn import MOST_CALLS, NESTED, ToolCall

# Nested operations of a code-mode script have such ids, which do not show the script (Codex CLI
# 0.169.0).
_NESTED = "exec-"
# The text in a command's output while its process still runs (0.124 to 0.169).
_RUNS_ON = "Process running with session ID"
# Characters that Codex adds around an output; the tool's own text follows, which can be anything.
_HEAD = 400
# A placeholder for a call that is only counted.
_COUNTED = ToolCall(call_id="", name="", started=0, ended=0)


@dataclass(slots=True)
class _Pending:
    """A call that is being put together."""

    called: ToolCalled
    occurrence: int = 0
    answered: ToolAnswered | None = None
    ran: ToolRan | None = None
    parent_call_id: str = ""

    @property
    def is_running(self) -> bool:
        """Whether its process outlived its output, and how it ends will be recorded."""
        if self.ran is not None or self.answered is None or self.answered.ordinal is None:
            return False
        return _RUNS_ON in self.answered.output[:_HEAD]


@dataclass(slots=True)
class ToolFold:
    """Gathers the tool calls of one turn in the order in which the model asked for them.

    One that is `counting` only has to tell how many there were: where a nested call was made, and
    how each call went, is most of the work. `left_out` counts those that are more than a turn's
    calls may be: nothing else is said of them.
    """

    counting: bool = False
    pending: list[_Pending] = field(default_factory=list)
    left_out: int = 0
    _by_id: dict[str, list[_Pending]] = field(default_factory=dict)
    _scripts: Scripts = field(default_factory=Scripts)
    _early: list[ToolRan] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Whether a process of the turn has not ended yet."""
        return any(entry.is_running for entry in self.pending)

    def called(self, event: ToolCalled) -> None:
        """The model asked for a tool."""
        if len(self.pending) >= MOST_CALLS:
            self.left_out += 1
            return
        ran = self._ran_before(event) if event.kind in HOSTED else None
        if ran:
            event = replace(event, call_id=ran.call_id)
        same = self._by_id.setdefault(event.call_id, [])
        entry = _Pending(event, occurrence=len(same), ran=ran)
        same.append(entry)
        self.pending.append(entry)
        if not self.counting:
            self._scripts.called(event)

    def answered(self, event: ToolAnswered) -> None:
        """The model was given the output: of the first call with this id that waits for one."""
        if not self.counting:
            self._scripts.answered(event)
        for entry in self._by_id.get(event.call_id, ()):
            if entry.answered is None:
                entry.answered = event
                return

    def ran(self, event: ToolRan) -> None:
        """Codex executed a call, or one of the operations of a code-mode script."""
        same = self._by_id.get(event.call_id, ())
        for entry in same:
            if entry.ran is None:
                entry.ran = event
                return
        if event.call_id.startswith(_NESTED) and not same:
            self._nest(event)
        elif event.kind in HOSTED_ITEMS and len(self._early) < MOST_CALLS:
            self._early.append(event)

    def place_of(self, call_id: str) -> tuple[int, int] | None:
        """When the latest call with this id was made, and its occurrence; None if it is unknown."""
        same = self._by_id.get(call_id)
        return (same[-1].called.at, same[-1].occurrence) if same else None

    def name_of(self, call_id: str) -> str:
        """The tool's name of the latest call with this id."""
        same = self._by_id.get(call_id)
        return same[-1].called.name if same else ""

    def finish(self, ended: int, *, asks: bool = False) -> tuple[ToolCall, ...]:
        """All calls; one without an end is taken to have run until the turn ended.

        `asks` says whether Codex may have asked a person about them.
        """
        if self.counting:
            return (_COUNTED,) * len(self.pending)
        tools = tuple(_tool_call(entry, ended, asks=asks) for entry in self.pending)
        return waited_within(tools)

    def _ran_before(self, called: ToolCalled) -> ToolRan | None:
        """Codex records a hosted call before the call itself, which up to 0.130 has no id."""
        for ran in self._early:
            if called.call_id in ("", ran.call_id):
                self._early.remove(ran)
                return ran
        return None

    def _nest(self, event: ToolRan) -> None:
        if len(self.pending) >= MOST_CALLS:
            self.left_out += 1
            return
        said, known = event.item.get("tool"), BY_ITEM.get(event.kind)
        name = said if isinstance(said, str) else known.name if known else event.kind
        called = ToolCalled(
            at=event.started or event.at,
            turn_id=event.turn_id,
            call_id=event.call_id,
            name=name,
            kind=NESTED,
        )
        parent = "" if self.counting else self._scripts.behind(event)
        entry = _Pending(called, ran=event, parent_call_id=parent)
        self._by_id[event.call_id] = [entry]
        self.pending.append(entry)


def _tool_call(entry: _Pending, turn_ended: int, *, asks: bool) -> ToolCall:
    called, answered, ran = entry.called, entry.answered, entry.ran
    result = outcome(called, answered, ran)
    ran_at = timing(called, answered, ran, turn_ended, asks=asks)
    return ToolCall(
        call_id=called.call_id,
        name=called.name,
        namespace=called.namespace,
        kind=called.kind,
        arguments=called.arguments,
        output=answered.output if answered else "",
        attached=answered.attached if answered else (),
        occurrence=entry.occurrence,
        started=ran_at.started,
        ended=ran_at.ended,
        waited=ran_at.waited,
        inferred=ran is None or ran.started is None or ran.completed is None,
        answered=answered is not None,
        item_kind=ran.kind if ran else "",
        item=ran.item if ran else {},
        exit_code=result.exit_code,
        error_type=result.error_type,
        parent_call_id=entry.parent_call_id,
    )
