"""Sessions written by hand in the shape of Codex CLI 0.169's rollouts, for views to show."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.deliver.rollouts.convert import convert
from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.values import rfc3339
from tests.trace.recorded import pipeline

START_MS = 1_795_000_000_000  # 2026-11-18 11:06:40 UTC
HOME = "/home/dev/shop"
MAIN = "01a1e000-0000-7000-8000-000000000001"


def parent_of(thread_id: str) -> dict[str, Any]:
    """What a subagent's session_meta says of its origin."""
    spawned = {"parent_thread_id": MAIN, "depth": 1, "agent_nickname": "Hopper"}
    return {
        "id": thread_id,
        "parent_thread_id": MAIN,
        "source": {"subagent": {"thread_spawn": spawned}},
        "agent_nickname": "Hopper",
    }


@dataclass(slots=True)
class Session:
    """One rollout. Every method writes the lines that Codex would; time goes on by itself."""

    meta: dict[str, Any] = field(default_factory=dict)
    at_ms: int = START_MS
    model: str = "gpt-5.5"
    lines: list[bytes] = field(default_factory=list)
    _turn: dict[str, str] = field(default_factory=dict)
    _running: list[Callable[[], None]] = field(default_factory=list)
    _began_ms: int = 0
    _calls: int = 0
    _sampled: int = 0

    def __post_init__(self) -> None:
        head = {"id": MAIN, "session_id": MAIN, "originator": "codex_exec", "source": "exec"}
        self.write(
            "session_meta",
            head | {"cli_version": "0.169.0", "cwd": HOME, "model_provider": "openai"} | self.meta,
        )

    def write(self, kind: str, payload: dict[str, Any], after_ms: int = 1, **more: Any) -> None:
        """One line, `after_ms` after the one before it."""
        self.at_ms += after_ms
        line = {"timestamp": rfc3339(self.at_ms * 1_000_000), "ordinal": len(self.lines)}
        record = line | {"type": kind, "payload": payload} | more
        self.lines.append(json.dumps(record).encode() + b"\n")

    def turn(self, turn_id: str, prompt: str, root: str = "", parent: str = "") -> None:
        """A turn begins with what the person asks."""
        self._turn = {"turn_id": turn_id, "root_turn_id": root or turn_id}
        attribution = {"turn_attribution": {**self._turn, "parent_turn_id": parent or None}}
        self.write("event_msg", {"type": "task_started", **self._turn, **attribution})
        self._began_ms = self.at_ms
        context = {**self._turn, "model": self.model, "effort": "medium", "cwd": HOME}
        self.write("turn_context", context)
        item = {"type": "UserMessage", "id": "u", "content": [{"type": "text", "text": prompt}]}
        self._item(item, 0)

    def think(self, text: str) -> None:
        """The summary of a thought."""
        summary = [{"type": "summary_text", "text": text}]
        self._response({"type": "reasoning", "id": self._id("rs"), "summary": summary})

    def say(self, text: str) -> None:
        """A message of the model."""
        content = [{"type": "output_text", "text": text}]
        message = {"type": "message", "id": self._id("msg"), "role": "assistant"}
        self._response({**message, "content": content})

    def bill(self, given: int, cached: int, said: int, thought: int = 0) -> None:
        """The response is complete, and what it cost; then its tools run, one after the other."""
        usage = {"input_tokens": given, "cached_input_tokens": cached, "output_tokens": said}
        usage |= {"reasoning_output_tokens": thought, "total_tokens": given + said}
        record = {**self._turn, "response_id": self._id("resp"), "usage": usage}
        self.write("token_usage_record", record, after_ms=900)
        self._run()
        self._sampled += 10

    def call(
        self,
        name: str,
        arguments: object,
        output: object,
        *,
        took_ms: int = 40,
        item: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """A tool call with its output, and Codex's own record where it keeps one.

        It runs once the response is complete.
        """
        call_id = self._id("call")
        custom = isinstance(arguments, str)
        kind = "custom_tool_call" if custom else "function_call"
        said = {"input": arguments} if custom else {"arguments": json.dumps(arguments)}
        self._response({"type": kind, "call_id": call_id, "name": name, **said, **more})
        text = output if isinstance(output, str) else json.dumps(output)

        def run() -> None:
            if item:
                self._item({**item, "id": call_id}, took_ms)
            else:
                self.at_ms += took_ms
            self._response({"type": f"{kind}_output", "call_id": call_id, "output": text})

        self._running.append(run)

    def shell(self, cmd: str, output: str, code: int = 0, took_ms: int = 40, **more: Any) -> None:
        """A command that ended."""
        envelope = f"Wall time: {took_ms / 1000:.4f} seconds\nProcess exited with code {code}\n"
        self.call(
            "exec_command",
            {"cmd": cmd, **more},
            f"{envelope}Output:\n{output}",
            took_ms=took_ms,
            item={
                "type": "CommandExecution",
                "command": ["/bin/bash", "-lc", cmd],
                "cwd": f"file://{more.get('workdir', HOME)}",
                "status": "failed" if code else "completed",
                "exit_code": code,
                "aggregated_output": output,
            },
        )

    def search(self, *queries: str, took_ms: int = 700) -> None:
        """A hosted web search, which runs while the response is still being written."""
        action = {"type": "search", "queries": list(queries)}
        own = self._id("ws")
        self._response({"type": "web_search_call", "id": own, "action": action})
        self._item({"type": "WebSearch", "id": own, "query": queries[0], "action": action}, took_ms)

    def end(self, answer: str | None = None, error: str = "") -> None:
        """The turn ends, well or with an error of Codex's."""
        self._run()
        done: dict[str, Any] = {"type": "task_complete", **self._turn}
        done |= {"last_agent_message": answer, "duration_ms": self.at_ms + 1 - self._began_ms}
        if error:
            done["error"] = {"message": "It broke.", "codex_error_info": error}
        self.write("event_msg", done)

    def abort(self) -> None:
        """The person interrupts."""
        self._run()
        aborted = {"type": "turn_aborted", **self._turn, "reason": "interrupted"}
        self.write("event_msg", aborted)

    def _run(self) -> None:
        for run in self._running:
            run()
        self._running.clear()

    def _item(self, item: dict[str, Any], took_ms: int) -> None:
        begun = self.at_ms + 1
        done = {"type": "item_completed", "thread_id": MAIN, **self._turn, "item": item}
        times = {"started_at_ms": begun, "completed_at_ms": begun + took_ms}
        self.write("event_msg", {**done, **times}, after_ms=took_ms + 1)

    def _response(self, payload: dict[str, Any]) -> None:
        passed = {"internal_chat_message_metadata_passthrough": dict(self._turn)}
        sampled = {"sampled_through_sequence": self._sampled}
        self.write("response_item", {**payload, **passed}, after_ms=5, metadata=sampled)

    def _id(self, prefix: str) -> str:
        self._calls += 1
        return f"{prefix}_{self._calls}"


def traces_of(
    sessions: list[Session], folder: Path, mode: CaptureMode = CaptureMode.full
) -> list[TurnTrace]:
    """Write the sessions into a folder and convert them."""
    for index, session in enumerate(sessions):
        (folder / f"rollout-{index}.jsonl").write_bytes(b"".join(session.lines))
    complaints: list[str] = []
    traces = list(convert([folder], pipeline(mode), complaints.append))
    assert complaints == []
    return traces
