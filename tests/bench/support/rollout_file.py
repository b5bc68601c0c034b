"""A rollout of any size, as Codex 0.169 would write it: the material of the measurements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]
THREAD = "01a1fb3e-0000-7000-8000-000000000000"
_BEGIN = datetime(2026, 11, 20, 12, tzinfo=UTC)
_OUTPUT = "".join(f"{n:5d} src/module_{n}.py: something was found here\n" for n in range(40))
_CIPHER = "gAAAAA" + "Zm9vYmFyYmF6" * 120


class Writer:
    """Makes lines of one thread one after the other, 7 ms apart."""

    def __init__(self, thread: str) -> None:
        self.thread = thread
        self.ordinal = -1
        self.total = dict.fromkeys(_usage(0), 0)

    def line(self, kind: str, payload: Json, **metadata: int) -> bytes:
        """One line of the file."""
        self.ordinal += 1
        at = _BEGIN + timedelta(milliseconds=7 * self.ordinal)
        record = {
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "ordinal": self.ordinal,
            "type": kind,
            "payload": payload,
        }
        if metadata:
            record["metadata"] = metadata
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"

    def now_ms(self) -> int:
        """The time of the next line, in milliseconds since 1970."""
        return int(_BEGIN.timestamp() * 1000) + 7 * (self.ordinal + 1)


def lines(
    *,
    calls_a_turn: int = 20,
    output: str = _OUTPUT,
    cipher: str = _CIPHER,
    thread: str = THREAD,
) -> Iterator[bytes]:
    """Endless lines of one thread: turn after turn, each with so many commands.

    `output` is what each command printed, `cipher` the model's thoughts as a rollout holds them.
    """
    writer = Writer(thread)
    yield writer.line("session_meta", _meta(thread))
    turn = 0
    while True:
        turn += 1
        yield from _turn(writer, turn_id(turn, thread), calls_a_turn, output, cipher)


def turns(**shape: Any) -> Iterator[bytes]:
    """The same a whole turn at a time; before the first stands what begins the file."""
    gathered: list[bytes] = []
    for line in lines(**shape):
        gathered.append(line)
        if b'"task_complete"' in line:
            yield b"".join(gathered)
            gathered.clear()


def turn_id(number: int, thread: str = THREAD) -> str:
    """The id of the turn with this number, counted from 1."""
    return f"{thread[:8]}-{number:04x}-7000-8000-{number:012x}"


def write(path: Path, size: int, **shape: Any) -> None:
    """Write whole lines until the file has `size` bytes."""
    with path.open("wb") as stream:
        for line in lines(**shape):
            stream.write(line)
            if stream.tell() >= size:
                return


def _turn(writer: Writer, turn: str, calls: int, output: str, cipher: str) -> Iterator[bytes]:
    message = writer.line
    yield message("event_msg", {"type": "task_started", "turn_id": turn, "root_turn_id": turn})
    yield message("world_state", {"full": True, "state": {"environment": "x" * 3000}})
    yield message("turn_context", {"turn_id": turn, "model": "gpt-5.5", "effort": "high"})
    yield message("response_item", _prompt(turn))
    item = {"type": "UserMessage", "id": "u", "content": [{"type": "text", "text": "Go on"}]}
    yield message("event_msg", _completed(writer, turn, item))
    for number in range(calls):
        yield from _command(writer, turn, f"call_{writer.ordinal}_{number}", output, cipher)
    sampled = writer.ordinal
    yield message("response_item", _reasoning(turn, cipher), sampled_through_sequence=sampled)
    yield message("response_item", _answer(turn), sampled_through_sequence=sampled)
    yield from _spent(writer, turn)
    end = {"type": "task_complete", "turn_id": turn, "last_agent_message": "Done.", "started_at": 1}
    yield message("event_msg", {**end, "duration_ms": 7 * calls, "time_to_first_token_ms": 40})


def _command(writer: Writer, turn: str, call_id: str, output: str, cipher: str) -> Iterator[bytes]:
    sampled = writer.ordinal
    passthrough = {"turn_id": turn}
    yield writer.line("response_item", _reasoning(turn, cipher), sampled_through_sequence=sampled)
    call = {
        "type": "function_call",
        "id": f"fc_{call_id}",
        "name": "exec_command",
        "arguments": json.dumps({"cmd": f"grep -rn something src # {call_id}"}),
        "call_id": call_id,
        "internal_chat_message_metadata_passthrough": passthrough,
    }
    yield writer.line("response_item", call, sampled_through_sequence=sampled)
    yield from _spent(writer, turn)
    yield writer.line("event_msg", _completed(writer, turn, _execution(call_id, output)))
    told = f"Chunk ID: 1\\nWall time: 0.1 seconds\\nProcess exited with code 0\\nOutput:\\n{output}"
    answer = {
        "type": "function_call_output",
        "id": f"fco_{call_id}",
        "call_id": call_id,
        "output": told,
        "internal_chat_message_metadata_passthrough": {**passthrough, "create_time": 1.0},
    }
    yield writer.line("response_item", answer, sampled_through_sequence=sampled)


def _spent(writer: Writer, turn: str) -> Iterator[bytes]:
    usage = _usage(1000)
    writer.total = {key: count + usage[key] for key, count in writer.total.items()}
    thread = writer.thread
    record = {"thread_id": thread, "turn_id": turn, "session_id": thread, "root_turn_id": turn}
    yield writer.line(
        "token_usage_record",
        {
            **record,
            "response_id": f"resp_{writer.ordinal}",
            "usage": usage,
            "turn_token_usage": usage,
            "thread_token_usage": writer.total,
        },
    )
    info = {"total_token_usage": writer.total, "last_token_usage": usage}
    yield writer.line("event_msg", {"type": "token_count", "info": info, "rate_limits": None})


def _usage(count: int) -> dict[str, int]:
    return {
        "input_tokens": count,
        "cached_input_tokens": count // 2,
        "cache_write_input_tokens": 0,
        "output_tokens": count // 10,
        "reasoning_output_tokens": count // 20,
        "total_tokens": count + count // 10,
    }


def _meta(thread: str) -> Json:
    return {
        "session_id": thread,
        "id": thread,
        "timestamp": "2026-11-20T12:00:00.000Z",
        "cwd": "/home/dev/project",
        "originator": "codex_exec",
        "cli_version": "0.169.0",
        "source": "exec",
        "model_provider": "openai",
        "base_instructions": {"text": "You are Codex. " * 1300},
        "history_mode": "paginated",
    }


def _completed(writer: Writer, turn: str, item: Json) -> Json:
    return {
        "type": "item_completed",
        "thread_id": writer.thread,
        "turn_id": turn,
        "item": item,
        "started_at_ms": writer.now_ms() - 5,
        "completed_at_ms": writer.now_ms() - 1,
    }


def _execution(call_id: str, output: str) -> Json:
    return {
        "type": "CommandExecution",
        "id": call_id,
        "process_id": "1",
        "command": ["/bin/bash", "-lc", f"grep -rn something src # {call_id}"],
        "cwd": "file:///home/dev/project",
        "parsed_cmd": [],
        "source": "unified_exec_startup",
        "status": "completed",
        "aggregated_output": output,
        "exit_code": 0,
        "duration": {"secs": 0, "nanos": 4000000},
    }


def _prompt(turn: str) -> Json:
    return {
        "type": "message",
        "id": "msg_1",
        "role": "user",
        "content": [{"type": "input_text", "text": "Go on"}],
        "internal_chat_message_metadata_passthrough": {"turn_id": turn},
    }


def _reasoning(turn: str, cipher: str) -> Json:
    return {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"type": "summary_text", "text": "Thinking about where to look next."}],
        "encrypted_content": cipher,
        "internal_chat_message_metadata_passthrough": {"turn_id": turn},
    }


def _answer(turn: str) -> Json:
    return {
        "type": "message",
        "id": "msg_2",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "Done."}],
        "internal_chat_message_metadata_passthrough": {"turn_id": turn},
    }
