"""Rollouts written line by line, to say one thing each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.turns.fold import ThreadFold, fold
from codexctl.trace.turns.turn import Turn

BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEP_MS = 10


def uuid7(at_ms: int, tail: int = 0) -> str:
    """A UUID of version 7 that was made so many milliseconds after `BEGIN`."""
    stamp = f"{int(BEGIN.timestamp() * 1000) + at_ms:012x}"
    return f"{stamp[:8]}-{stamp[8:]}-7000-8000-{tail:012x}"


class Rollout:
    """A rollout in the making; `paginated` as since 0.148, else legacy. Lines are 10 ms apart."""

    def __init__(self, thread: str = "thread", *, paginated: bool = True, **meta: Any) -> None:
        self.lines: list[bytes] = []
        self.thread = thread
        self.turn = ""
        self.fold = ThreadFold(patient=True)
        self._paginated = paginated
        self._total = 0
        self.add("session_meta", {"id": thread, "model_provider": "openai", **meta})

    def add(self, kind: str, payload: Any, **metadata: Any) -> Rollout:
        """Append a line."""
        ordinal = {"ordinal": len(self.lines)} if self._paginated else {}
        record = {"timestamp": stamp(len(self.lines)), **ordinal, "type": kind, "payload": payload}
        more = {"metadata": metadata} if metadata else {}
        self.lines.append(orjson.dumps({**record, **more}) + b"\n")
        return self

    def event(self, kind: str, **payload: Any) -> Rollout:
        """Append an event message."""
        return self.add("event_msg", {"type": kind, **payload})

    def response(self, kind: str, sampled: int | None = None, **payload: Any) -> Rollout:
        """Append a response item of the current turn."""
        own = {"internal_chat_message_metadata_passthrough": {"turn_id": self.turn}}
        metadata = {} if sampled is None else {"sampled_through_sequence": sampled}
        passthrough = own if self._paginated else {}
        item = {"type": kind, **payload}
        return self.add("response_item", {**item, **passthrough, **item}, **metadata)

    def started(self, turn: str, *, model: str = "gpt-5.5", **payload: Any) -> Rollout:
        """Begin a turn."""
        self.turn = turn
        self.event("task_started", turn_id=turn, **payload)
        return self.add("turn_context", {"turn_id": turn, "model": model})

    def prompt(self, text: str) -> Rollout:
        """What the person typed."""
        if not self._paginated:
            return self.event("user_message", message=text)
        return self.item("UserMessage", "u", content=[{"type": "text", "text": text}])

    def called(self, call_id: str, name: str = "exec_command", **payload: Any) -> Rollout:
        """The model asks for a tool."""
        return self.response(
            "function_call", **{"call_id": call_id, "name": name, "arguments": "{}", **payload}
        )

    def script(self, call_id: str, text: str) -> Rollout:
        """The model writes a script in code mode."""
        return self.response("custom_tool_call", call_id=call_id, name="exec", input=text)

    def answered(self, call_id: str, output: Any = "fine", **payload: Any) -> Rollout:
        """The tool's output."""
        return self.response("function_call_output", call_id=call_id, output=output, **payload)

    def item(self, kind: str, item_id: str, /, **item: Any) -> Rollout:
        """An item that Codex completed; it took 4 ms and ended 1 ms before its line."""
        ended = int(BEGIN.timestamp() * 1000) + len(self.lines) * STEP_MS - 1
        return self.event(
            "item_completed",
            turn_id=self.turn,
            thread_id=self.thread,
            item={"type": kind, "id": item_id, **item},
            started_at_ms=ended - 4,
            completed_at_ms=ended,
        )

    def command(self, call_id: str, exit_code: int = 0, words: str = "true") -> Rollout:
        """A command that Codex ran."""
        shell = ["/bin/bash", "-lc", words]
        status = "failed" if exit_code else "completed"
        return self.item(
            "CommandExecution", call_id, command=shell, exit_code=exit_code, status=status
        )

    def said(self, text: str, sampled: int | None = None) -> Rollout:
        """The model's words."""
        content = [{"type": "output_text", "text": text}]
        return self.response("message", sampled, role="assistant", content=content)

    def spent(self, response_id: str, tokens: int = 100) -> Rollout:
        """A usage record."""
        usage = {"input_tokens": tokens, "output_tokens": tokens // 10}
        record = {"turn_id": self.turn, "response_id": response_id, "usage": usage}
        return self.add("token_usage_record", record)

    def counted(self, tokens: int, last: int | None = None) -> Rollout:
        """A token_count after a response of so many tokens; 0 repeats the total."""
        self._total += tokens
        info = {
            "total_token_usage": {"input_tokens": self._total},
            "last_token_usage": {"input_tokens": tokens if last is None else last},
        }
        return self.event("token_count", info=info)

    def ended(self, turn: str = "", **payload: Any) -> Rollout:
        """The turn's end as since 0.145."""
        known = {"last_agent_message": "Done.", "started_at": 1, "duration_ms": 50}
        return self.event("task_complete", turn_id=turn or self.turn, **{**known, **payload})

    def ended_as_of_old(self, answer: str | None, turn: str = "") -> Rollout:
        """The turn's end up to 0.144."""
        return self.event("task_complete", turn_id=turn or self.turn, last_agent_message=answer)

    def turns(self) -> list[Turn]:
        """Read it all."""
        return list(fold(decode(read_lines(self.lines, Tally())), self.fold))

    def only(self) -> Turn:
        """The one turn that there is."""
        (turn,) = self.turns()
        return turn


def stamp(number: int) -> str:
    """The time of the line with this number, as Codex writes it."""
    moment = BEGIN + timedelta(milliseconds=STEP_MS * number)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def at(number: int) -> int:
    """The time of the line with this number, in nanoseconds since 1970."""
    return (int(BEGIN.timestamp()) * 1000 + STEP_MS * number) * 1_000_000
