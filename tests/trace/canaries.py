"""Recorded rollouts with a canary in every field that could hold content, known fields and unknown.

A canary is a word that occurs once in the world. What is an id, a time, a number or a word of
Codex's own protocol stays, so that the readers read the file as before; everything else sings.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import zstandard

from codexctl.trace.tools import KNOWN_TOOLS

Json = dict[str, Any]
CANARY = re.compile(rb"CANARY\d{7}")
# Members whose values are ids, times or words of the protocol, which steer the readers.
_STEERING = frozenset(
    {
        *("type", "id", "role", "status", "kind", "phase", "timestamp", "ordinal", "trigger"),
        *("session_id", "thread_id", "turn_id", "root_turn_id", "parent_turn_id", "call_id"),
        *("parent_thread_id", "forked_from_id", "response_id", "item_id", "message_id", "event_id"),
        *("sender_thread_id", "receiver_thread_ids", "agent_thread_id", "new_thread_id"),
        *(
            "agent_id",
            "job_id",
            "submission_id",
            "window_id",
            "process_id",
            "client_id",
            "trace_id",
            "source",
            "thread_source",
        ),
        *("cli_version", "history_mode", "model", "effort", "reasoning_effort", "originator"),
        *("multi_agent_version", "execution", "codex_error_info", "reason"),
    }
)
_BY_KEY = {
    **dict.fromkeys(
        ("cwd", "workdir", "path", "branch", "commit_hash", "saved_path", "agent_path", "moved_to",
         "writable_roots", "workspace_roots", "runtime_workspace_roots", "move_path"), "paths"),
    **dict.fromkeys(("base_instructions", "user_instructions", "developer_instructions"),
                    "instructions"),
    **dict.fromkeys(("arguments", "input", "action", "command", "prompt", "query", "tool_input",
                     "task_name", "message_to", "unified_diff"), "tool_arguments"),
    **dict.fromkeys(("output", "stdout", "stderr", "aggregated_output", "formatted_output",
                     "result", "agents_states"), "tool_results"),
    **dict.fromkeys(("last_agent_message",), "responses"),
    **dict.fromkeys(("summary_text", "raw_content", "summary"), "reasoning"),
}  # fmt: skip
_BY_TYPE = {
    "reasoning": "reasoning", "Reasoning": "reasoning", "agent_reasoning": "reasoning",
    "user_message": "prompts", "UserMessage": "prompts",
    "agent_message": "responses", "AgentMessage": "responses",
    "task_complete": "responses", "turn_complete": "responses", "error": "responses",
}  # fmt: skip
_BY_ROLE = {"user": "prompts", "assistant": "responses", "developer": "instructions"}
_PATCHED = re.compile(r"^(\*\*\* (?:Add|Update|Delete) File: )", re.MULTILINE)


class Aviary:
    """Sets canaries and remembers of each what it stands in."""

    def __init__(self) -> None:
        self.category: dict[str, str] = {}
        self.field: dict[str, str] = {}
        self._numbers = count()

    def marked(self, rollout: bytes) -> bytes:
        """A rollout, line by line, with its canaries."""
        return b"".join(self._line(line) for line in rollout.splitlines())

    def heard(self, *everywhere: bytes) -> set[str]:
        """The canaries that can be found in what left."""
        return {found.decode() for raw in everywhere for found in CANARY.findall(raw)}

    def told(self, canaries: set[str]) -> dict[str, str]:
        """Where canaries were set: for a message that says what leaked."""
        return {name: f"{self.category[name]}: {self.field[name]}" for name in sorted(canaries)}

    def _line(self, raw: bytes) -> bytes:
        line: Json = json.loads(raw)
        payload = line.get("payload")
        if isinstance(payload, dict):
            where = f"{line['type']}.{payload.get('type', '')}"
            # What one agent writes to another is that one's prompt.
            to_agent = where == "response_item.agent_message"
            line["payload"] = self._object(payload, where, "prompts" if to_agent else "")
        line["unheard_of"] = self._new("", "a member of the line")
        return json.dumps(line).encode() + b"\n"

    def _object(self, data: Json, where: str, category: str) -> Json:
        category = category or _BY_TYPE.get(str(data.get("type")), "")
        category = _BY_ROLE.get(str(data.get("role")), category)
        marked: Json = {}
        for key, value in data.items():
            # The members of `changes` are paths.
            is_path = where.endswith(".changes")
            name = f"{key}/{self._new('paths', where)}" if is_path else key
            marked[name] = self._member(key, value, f"{where}.{key}", category)
        marked[self._new("", f"{where}: a key")] = self._new("", f"{where}: an unknown member")
        return marked

    def _member(self, key: str, value: Any, where: str, category: str) -> Any:
        if key in _STEERING or (key in ("name", "tool") and value in KNOWN_TOOLS):
            return value
        own = _BY_KEY.get(key, category)
        return self._value(value, where, own if own == "paths" or not category else category)

    def _value(self, value: Any, where: str, category: str) -> Any:
        if isinstance(value, dict):
            return self._object(value, where, category)
        if isinstance(value, list):
            return [self._value(item, where, category) for item in value]
        return self._text(value, where, category) if isinstance(value, str) else value

    def _text(self, text: str, where: str, category: str) -> str:
        inner = _json_object(text)
        if inner is not None:
            return json.dumps(self._object(inner, where, category))
        text = _PATCHED.sub(lambda match: f"{match[1]}{self._new('paths', where)}/", text)
        if category == "paths":
            return f"{text}/{self._new(category, where)}"
        return f"{text} {self._new(category, where)}"

    def _new(self, category: str, where: str) -> str:
        name = f"CANARY{next(self._numbers):07d}"
        self.category[name], self.field[name] = category, where
        return name


def rollout_bytes(path: Path) -> bytes:
    """A rollout as Codex would read it, compressed or not."""
    raw = path.read_bytes()
    if path.suffix != ".zst":
        return raw
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()


def all_files(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


def _json_object(text: str) -> Json | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
