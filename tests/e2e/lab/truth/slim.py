"""Make a rollout small and free of this machine: long constant texts become markers, paths generic.

Every line, key and type stays; ordinals, times and ids are untouched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.e2e.lab.model.asked import Json

LONGEST = 160
"""Constant texts up to this many characters stay: small ones are worth reading."""

CONSTANT_KEYS = {
    "base_instructions",
    "instructions",
    "user_instructions",
    "developer_instructions",
    "tools",
    "state",
    "encrypted_content",
}


Ends = dict[tuple[str, int], int]
"""(thread id, byte offset after one of its lines) → the same place in the slimmed file."""


def slim_file(raw: bytes, places: Mapping[str, str], ends: Ends) -> bytes:
    """A whole rollout file; give the oldest file first and hand `ends` on from file to file.

    A fork's history_base points into its parent's file and has to follow what got shorter.
    """
    lines = raw.splitlines(keepends=True)
    first = json.loads(lines[0])
    thread_id = str(first.get("payload", first)["id"])
    slimmed: list[bytes] = []
    read = written = 0
    for line in lines:
        slimmed.append(slim_line(line.decode(), places, ends).encode() + b"\n")
        read, written = read + len(line), written + len(slimmed[-1])
        ends[thread_id, read] = written
    return b"".join(slimmed)


def slim_line(line: str, places: Mapping[str, str], ends: Ends) -> str:
    """One rollout line, slimmed; `places` maps real paths to what stands for them."""
    record = json.loads(line)
    if "payload" not in record:  # before 0.40 a line is the item itself
        return _written(_payload(record), places)
    record["payload"] = _payload(record["payload"])
    base = record["payload"].get("history_base")
    if isinstance(base, dict) and "end_byte_offset" in base:
        base["end_byte_offset"] = ends[base["thread_id"], base["end_byte_offset"]]
    return _written(record, places)


def _written(record: Json, places: Mapping[str, str]) -> str:
    return scrub(json.dumps(record, ensure_ascii=False, separators=(",", ":")), places)


def scrub(text: str, places: Mapping[str, str]) -> str:
    """Replace real paths; the longest first, so that a folder does not hide what lies in it."""
    for real in sorted(places, key=len, reverse=True):
        text = text.replace(real, places[real])
    return text


def _payload(payload: Json) -> Json:
    if payload.get("type") == "message" and payload.get("role") == "developer":
        return payload | {"content": shorten(payload["content"])}
    if payload.get("type") == "message" and _injected(payload):
        return payload | {"content": [_with_its_tag(part) for part in payload["content"]]}
    return {
        key: shorten(value) if key in CONSTANT_KEYS else _inner(key, value)
        for key, value in payload.items()
    }


def _inner(key: str, value: Any) -> Any:
    """Look for constant texts further down: settings and the history that a compaction keeps."""
    if key == "replacement_history":
        return [_payload(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict):
        return {k: shorten(v) if k in CONSTANT_KEYS else _inner(k, v) for k, v in value.items()}
    return value


def _with_its_tag(part: Json) -> Json:
    """The beginning stays: before there were events, it alone tells that nobody typed this."""
    text = str(part.get("text", ""))
    tag = text.partition("\n")[0] if len(text) > LONGEST else ""
    shortened: Json = shorten(part)
    return shortened | ({"text": f"{tag[:24]}\n{shortened['text']}"} if tag else {})


def _injected(payload: Json) -> bool:
    """User messages that Codex wrote itself begin with a tag."""
    texts = [part.get("text") for part in payload.get("content", []) if isinstance(part, dict)]
    return bool(texts) and str(texts[0]).startswith(
        ("<environment_context>", "<skills", "# AGENTS.md")
    )


def shorten(value: Any) -> Any:
    """Replace each long string below `value` by a marker that tells its length."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"[slimmed: {len(value)} characters]"
    if isinstance(value, list):
        return [shorten(item) for item in value]
    if isinstance(value, dict):
        if "parameters" in value:
            value = value | {"parameters": {}}
        return {key: shorten(item) for key, item in value.items()}
    return value
