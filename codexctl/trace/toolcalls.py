"""Calls, outputs and executions of tools in one turn, matched by Codex's call ids."""

from __future__ import annotations

from dataclasses import dataclass, field

from codexctl.trace.events import ToolAnswered, ToolCalled, ToolRan
from codexctl.trace.tools.outcome import outcome
from codexctl.trace.turn import ToolCall

# Nested operations of a code-mode script carry such ids and do not say which script it was
# (Codex CLI 0.169.0).
_NESTED = "exec-"
_NESTED_NAMES = {
    "CommandExecution": "exec_command",
    "FileChange": "apply_patch",
    "ImageView": "view_image",
    "WebSearch": "web_search",
}


@dataclass(slots=True)
class _Pending:
    """A call that is being put together."""

    called: ToolCalled
    occurrence: int = 0
    answered: ToolAnswered | None = None
    ran: ToolRan | None = None
    parent: _Pending | None = None


@dataclass(slots=True)
class ToolFold:
    """Gathers the tool calls of one turn in the order in which the model asked for them."""

    pending: list[_Pending] = field(default_factory=list)
    _by_id: dict[str, list[_Pending]] = field(default_factory=dict)

    def called(self, event: ToolCalled) -> None:
        """The model asked for a tool."""
        same = self._by_id.setdefault(event.call_id, [])
        entry = _Pending(event, occurrence=len(same))
        same.append(entry)
        self.pending.append(entry)

    def answered(self, event: ToolAnswered) -> None:
        """The model was given the output: of the first call with this id that waits for one."""
        for entry in self._by_id.get(event.call_id, ()):
            if entry.answered is None:
                entry.answered = event
                return

    def ran(self, event: ToolRan) -> None:
        """Codex executed a call, or one of the operations of a code-mode script."""
        for entry in self._by_id.get(event.call_id, ()):
            if entry.ran is None:
                entry.ran = event
                return
        if event.call_id.startswith(_NESTED):
            self._nest(event)

    def place_of(self, call_id: str) -> tuple[int, int] | None:
        """When the latest call with this id was made, and its occurrence; None if it is unknown."""
        same = self._by_id.get(call_id)
        return (same[-1].called.at, same[-1].occurrence) if same else None

    def name_of(self, call_id: str) -> str:
        """The tool's name of the latest call with this id."""
        same = self._by_id.get(call_id)
        return same[-1].called.name if same else ""

    def finish(self, ended: int) -> tuple[ToolCall, ...]:
        """All calls; one without an end is taken to have run until the turn ended."""
        return tuple(_tool_call(entry, ended) for entry in self.pending)

    def _nest(self, event: ToolRan) -> None:
        name = str(event.item.get("tool") or _NESTED_NAMES.get(event.kind, event.kind))
        called = ToolCalled(
            at=event.started or event.at,
            turn_id=event.turn_id,
            call_id=event.call_id,
            name=name,
            kind="nested",
        )
        parent = self._script_at(event.started or event.at)
        entry = _Pending(called, ran=event, parent=parent)
        self._by_id[event.call_id] = [entry]
        self.pending.append(entry)

    def _script_at(self, moment: int) -> _Pending | None:
        """The script that was running at a moment: begun before, not answered before."""
        scripts = [e for e in self.pending if e.called.kind == "custom" and e.called.name == "exec"]
        begun = [e for e in scripts if e.called.at <= moment] or scripts
        running = [e for e in begun if e.answered is None or moment <= e.answered.at]
        candidates = running or begun
        return candidates[-1] if candidates else None


def _tool_call(entry: _Pending, turn_ended: int) -> ToolCall:
    called, answered, ran = entry.called, entry.answered, entry.ran
    result = outcome(answered, ran)
    started, ended = _bounds(entry, turn_ended)
    return ToolCall(
        call_id=called.call_id,
        name=called.name,
        namespace=called.namespace,
        kind=called.kind,
        arguments=called.arguments,
        output=answered.output if answered else "",
        occurrence=entry.occurrence,
        started=started,
        ended=max(started, ended),
        inferred=ran is None or ran.started is None or ran.completed is None,
        answered=answered is not None,
        item_kind=ran.kind if ran else "",
        item=ran.item if ran else {},
        exit_code=result.exit_code,
        error_type=result.error_type,
        parent_call_id=entry.parent.called.call_id if entry.parent else "",
    )


def _bounds(entry: _Pending, turn_ended: int) -> tuple[int, int]:
    """Codex's own bounds where it recorded them, else call line to output."""
    called, answered, ran = entry.called, entry.answered, entry.ran
    if ran and ran.started is not None and ran.completed is not None:
        return ran.started, ran.completed
    if answered:
        return called.at, answered.created or answered.at
    return called.at, ran.at if ran else turn_ended
