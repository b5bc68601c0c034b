"""Which code-mode script a nested operation belongs to: Codex records no link between the two.

A script is the input of an `exec` call. It runs until its output says that it ended; when it
yields (`Script running with cell ID N`), until the output of a later `wait` for that cell does.
Of the scripts that were running, the one whose text names the operation is the one (Codex CLI
0.155 to 0.169.0).
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from codexctl.trace.read.events import ToolAnswered, ToolCalled, ToolRan
from codexctl.trace.turns.turn import NESTED, ToolCall, together
from codexctl.trace.values import table, text, texts

# Codex's text; everything after it is the script's own output.
_YIELDED = re.compile(r"\AScript running with cell ID (\S{1,40})")
_QUOTES = "\"'`"
# Far more than a model has running; it limits the memory for a turn with many scripts.
_AT_ONCE = 64


def waited_within(tools: tuple[ToolCall, ...]) -> tuple[ToolCall, ...]:
    """Tell scripts, and waits for them, how long their nested calls waited for a person."""
    waits = [(t.started - t.waited, t.started) for t in tools if t.waited and t.kind == NESTED]
    if not waits:
        return tools
    return tuple(
        replace(tool, waited_within=_share(waits, tool)) if _holds_others(tool) else tool
        for tool in tools
    )


def _holds_others(tool: ToolCall) -> bool:
    return (tool.name, tool.kind) == ("exec", "custom") or tool.name == "wait"


def _share(waits: Iterable[tuple[int, int]], tool: ToolCall) -> int:
    cut = ((max(begun, tool.started), min(ended, tool.ended)) for begun, ended in waits)
    return together(span for span in cut if span[0] < span[1])


@dataclass(slots=True)
class _Script:
    """One `exec` call. `ended` is None while it runs; `claimed` counts what it was given."""

    call_id: str
    text: str
    began: int
    ended: int | None = None
    claimed: Counter[str] = field(default_factory=Counter)

    def ran_at(self, moment: int) -> bool:
        """Whether it was running then.

        `moment` is in nanoseconds since 1970.
        """
        return self.began <= moment and (self.ended is None or moment <= self.ended)

    def room_for(self, words: str) -> tuple[int, int]:
        """How many more operations with these words its text has: in quotes, and at all."""
        quoted = sum(self.text.count(f"{quote}{words}{quote}") for quote in _QUOTES)
        claimed = self.claimed[words]
        return quoted - claimed, self.text.count(words) - claimed


@dataclass(slots=True)
class Scripts:
    """The scripts of one turn, the latest of them: more never run at the same time."""

    _scripts: deque[_Script] = field(default_factory=lambda: deque(maxlen=_AT_ONCE))
    _cells: dict[str, _Script] = field(default_factory=dict)
    _waits: dict[str, str] = field(default_factory=dict)

    def called(self, event: ToolCalled) -> None:
        """Take note of a script, or of a wait for one."""
        if event.name == "exec" and event.kind == "custom":
            self._scripts.append(_Script(event.call_id, event.arguments, event.at))
        elif event.name == "wait" and self._cells:
            self._waits[event.call_id] = _cell_of(event.arguments)

    def answered(self, event: ToolAnswered) -> None:
        """Learn whether a script has ended or runs on in a cell."""
        cell = self._waits.get(event.call_id)
        if cell is not None:
            script = self._cells.get(cell)
        else:
            same = [s for s in self._scripts if s.call_id == event.call_id and s.ended is None]
            script = same[0] if same else None
        if script is None:
            return
        running = _YIELDED.match(event.output)
        if running:
            self._cells[running.group(1)] = script
        else:
            script.ended = event.created or event.at

    def behind(self, ran: ToolRan) -> str:
        """The call id of the script that an operation belongs to, empty if there is no script."""
        moment = ran.completed or ran.at
        running = [s for s in self._scripts if s.ran_at(moment)] or [*self._scripts][-1:]
        if not running:
            return ""
        for words in _words(ran):
            script = max(running, key=lambda candidate: candidate.room_for(words))
            if max(script.room_for(words)) > 0:
                script.claimed[words] += 1
                return script.call_id
        return running[-1].call_id


def _words(ran: ToolRan) -> Iterator[str]:
    """What a script that does this says somewhere: the most telling first."""
    item = ran.item
    command = texts(item, "command")
    if command:
        yield from _as_written(command[-1])
    server, tool = text(item, "server"), text(item, "tool")
    for value in table(item, "arguments").values():
        if isinstance(value, str):
            yield from _as_written(value)
    if server and tool:
        yield f"mcp__{server}__{tool}"
    paths = [text(item, "path"), *table(item, "changes")]
    yield from (path.rsplit("/", 1)[-1] for path in paths if path)
    if text(item, "query"):
        yield from _as_written(text(item, "query"))
    if tool:
        yield tool


def _as_written(words: str) -> Iterator[str]:
    """The words as they are in a script: plain, or with escapes."""
    if words:
        yield words
        escaped = json.dumps(words, ensure_ascii=False)[1:-1]
        if escaped != words:
            yield escaped


def _cell_of(arguments: str) -> str:
    try:
        data = json.loads(arguments)
    except (ValueError, RecursionError):
        return ""
    cell = data.get("cell_id") if isinstance(data, dict) else None
    return str(cell) if isinstance(cell, str | int) else ""
