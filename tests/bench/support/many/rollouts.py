"""Made-up sessions as the rollout files that Codex 0.169 would have written of them.

For what reads rollouts, other tools included: the same sessions that `store.py` stores.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codexctl.trace.read.events import Said, ThreadMeta, Utterance
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, ModelCall, ToolCall, Turn
from codexctl.trace.usage import Usage
from tests.bench.support.many.sessions import Session, sessions

_ROLES = {Said.prompt: ("user", "input_text"), Said.answer: ("assistant", "output_text")}
_MS = 1_000_000


def write(folder: Path, count: int) -> int:
    """Write so many sessions below a `sessions` folder; gives how many bytes they take."""
    size = 0
    for some in sessions(0, count):
        for thread, turns in _threads(some):
            began = datetime.fromtimestamp(thread.at / 1e9, UTC)
            name = f"rollout-{began:%Y-%m-%dT%H-%M-%S}-{thread.thread_id}.jsonl"
            path = folder / f"{began:%Y/%m/%d}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            size += path.write_bytes(b"".join(_Thread(thread).lines(turns)))
    return size


def _threads(some: Session) -> Iterator[tuple[ThreadMeta, list[Turn]]]:
    by_id = {turn.thread.thread_id: turn.thread for turn in some.turns}
    for thread_id, thread in by_id.items():
        yield thread, [turn for turn in some.turns if turn.thread.thread_id == thread_id]


class _Thread:
    """Writes the lines of one thread."""

    def __init__(self, thread: ThreadMeta) -> None:
        self._thread = thread
        self._ordinal = -1
        self._total = Usage()
        self._turn = ""

    def lines(self, turns: list[Turn]) -> Iterator[bytes]:
        """The lines of these turns, behind what begins the file."""
        yield self._line(self._thread.at, "session_meta", _meta(self._thread))
        for turn in turns:
            self._turn = turn.turn_id
            yield from self._begin(turn)
            asked = iter(turn.tools)
            for call in turn.calls:
                yield from self._call(call, [next(asked) for _ in call.call_ids])
            yield from self._end(turn)

    def _begin(self, turn: Turn) -> Iterator[bytes]:
        ids = {"turn_id": turn.turn_id, "root_turn_id": turn.root_turn_id}
        parent = {"parent_turn_id": turn.parent_turn_id} if turn.parent_turn_id else {}
        at = turn.started
        yield self._event(at, "task_started", **ids, **parent)
        context = {"cwd": turn.cwd, "model": turn.model, "effort": turn.effort}
        yield self._line(at, "turn_context", ids | context)
        tier = turn.calls[0].tier
        settings = {"model": turn.model, "service_tier": tier} if tier else {"model": turn.model}
        applied = {"thread_id": self._thread.thread_id, "thread_settings": settings}
        yield self._event(at, "thread_settings_applied", **applied)
        for prompt in turn.prompts:
            yield self._item(at, _message(prompt, f"msg_{self._ordinal}"))
            content = [{"type": "text", "text": prompt.text}]
            item = {"type": "UserMessage", "id": f"user_{self._ordinal}", "content": content}
            yield self._completed(at, at, item)

    def _call(self, call: ModelCall, asked: list[ToolCall]) -> Iterator[bytes]:
        sampled = self._ordinal
        for said in call.said:
            yield self._item(call.ended, _message(said, f"msg_{self._ordinal}"), sampled)
        for tool in asked:
            yield self._item(call.ended, _asked(tool), sampled)
        if call.usage:
            yield from self._spent(call, call.usage)
        for tool in asked:
            if tool.item_kind:
                yield self._completed(tool.started, tool.ended, _record(tool))
            yield self._item(tool.ended, _answered(tool), sampled)

    def _spent(self, call: ModelCall, usage: Usage) -> Iterator[bytes]:
        self._total += usage
        last, total = _counts(usage), _counts(self._total)
        ids = {"thread_id": self._thread.thread_id, "session_id": self._thread.session_id}
        record = {**ids, "turn_id": self._turn, "response_id": call.response_id, "usage": last}
        record |= {"turn_token_usage": last, "thread_token_usage": total}
        yield self._line(call.ended, "token_usage_record", record)
        info = {"total_token_usage": total, "last_token_usage": last}
        yield self._event(call.ended, "token_count", info=info, rate_limits=None)

    def _end(self, turn: Turn) -> Iterator[bytes]:
        end = {"turn_id": turn.turn_id, "duration_ms": turn.duration_ms}
        if turn.status in (COMPLETED, FAILED):
            error = {"error": {"message": "It failed.", "codex_error_info": turn.error}}
            told = {"last_agent_message": turn.answer or None} | (error if turn.error else {})
            first = {"time_to_first_token_ms": turn.first_token_ms}
            yield self._event(turn.ended, "task_complete", **end, **told, **first)
        elif turn.status != INCOMPLETE:
            yield self._event(turn.ended, "turn_aborted", **end, reason="interrupted")

    def _event(self, at: int, kind: str, **payload: Any) -> bytes:
        return self._line(at, "event_msg", {"type": kind, **payload})

    def _completed(self, began: int, ended: int, item: Mapping[str, Any]) -> bytes:
        times = {"started_at_ms": began // _MS, "completed_at_ms": ended // _MS}
        ids = {"thread_id": self._thread.thread_id, "turn_id": self._turn}
        return self._event(ended, "item_completed", **ids, item=item, **times)

    def _item(self, at: int, item: Mapping[str, Any], sampled: int | None = None) -> bytes:
        passed = {"internal_chat_message_metadata_passthrough": {"turn_id": self._turn}}
        return self._line(at, "response_item", {**item, **passed}, sampled)

    def _line(
        self, at: int, kind: str, payload: Mapping[str, Any], sampled: int | None = None
    ) -> bytes:
        self._ordinal += 1
        stamp = datetime.fromtimestamp(at / 1e9, UTC).isoformat(timespec="milliseconds")
        record = {
            "timestamp": stamp.replace("+00:00", "Z"),
            "ordinal": self._ordinal,
            "type": kind,
            "payload": payload,
        }
        if sampled is not None:
            record["metadata"] = {"sampled_through_sequence": sampled}
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _meta(thread: ThreadMeta) -> dict[str, Any]:
    child = {"parent_thread_id": thread.parent_thread_id, "agent_nickname": thread.nickname}
    began = datetime.fromtimestamp(thread.at / 1e9, UTC).isoformat(timespec="milliseconds")
    return {
        "session_id": thread.session_id,
        "id": thread.thread_id,
        **(child if thread.parent_thread_id else {}),
        "timestamp": began.replace("+00:00", "Z"),
        "cwd": thread.cwd,
        "originator": thread.originator,
        "cli_version": thread.cli_version,
        "source": "exec",
        "model_provider": thread.provider,
        "git": {"branch": thread.git_branch},
        "history_mode": "paginated",
    }


def _message(said: Utterance, key: str) -> dict[str, Any]:
    if said.said is Said.reasoning:
        summary = [{"type": "summary_text", "text": said.text}]
        return {"type": "reasoning", "id": key, "summary": summary, "encrypted_content": "gAAAAA"}
    role, kind = _ROLES[said.said]
    content = [{"type": kind, "text": said.text}]
    return {"type": "message", "id": key, "role": role, "content": content}


def _asked(tool: ToolCall) -> dict[str, Any]:
    call = {"id": f"fc_{tool.call_id}", "name": tool.name, "call_id": tool.call_id}
    if tool.name == "apply_patch":
        return {"type": "custom_tool_call", **call, "input": tool.arguments, "status": "completed"}
    server = {"namespace": "mcp__tracker"} if tool.mcp_server else {}
    return {"type": "function_call", **call, **server, "arguments": tool.arguments}


def _answered(tool: ToolCall) -> dict[str, Any]:
    kind = "custom_tool_call_output" if tool.name == "apply_patch" else "function_call_output"
    return {"type": kind, "call_id": tool.call_id, "output": tool.output}


def _record(tool: ToolCall) -> dict[str, Any]:
    failed = bool(tool.error_type)
    took = {"secs": 0, "nanos": 1_000_000}
    record = {"type": tool.item_kind, "id": tool.call_id, **tool.item, "duration": took}
    record["status"] = "failed" if failed else "completed"
    if tool.item_kind == "CommandExecution":
        command = ["/bin/bash", "-lc", json.loads(tool.arguments)["cmd"]]
        return record | {"command": command, "exit_code": tool.exit_code, "source": "agent"}
    if tool.item_kind == "McpToolCall":
        return record | {"tool": tool.name, "arguments": json.loads(tool.arguments)}
    return record


def _counts(usage: Usage) -> dict[str, int]:
    return {
        "input_tokens": usage.input,
        "cached_input_tokens": usage.cached_input,
        "cache_write_input_tokens": usage.cache_write_input,
        "output_tokens": usage.output,
        "reasoning_output_tokens": usage.reasoning_output,
        "total_tokens": usage.input + usage.output,
    }
