"""Rollout bytes to lines: one JSON object each, with its place in the file.

The envelope is `timestamp, ordinal, type, payload[, metadata]`; legacy files have no ordinal
(Codex CLI 0.169.0, rollout JSONL). A line that cannot be read is counted and passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from codexctl.trace.values import instant, integer, table, text

# Line types whose content no span needs. They are large (the whole state of the world, once a
# turn and more), so they are recognised by their first bytes and never decoded.
_SKIPPED = (b'"type":"world_state"', b'"type":"retained_context"', b'"type":"realtime_item"')
_ENVELOPE_BYTES = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One decoded rollout line. `at` is its time in nanoseconds; `start`/`end` are byte offsets."""

    start: int
    end: int
    at: int
    ordinal: int | None
    type: str
    payload: Mapping[str, Any]
    metadata: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """How many lines were read, and how many of them could not be."""

    lines: int = 0
    unreadable: int = 0
    problems: list[int] = field(default_factory=list)


def read_lines(raw: Iterable[bytes], tally: Tally, *, start: int = 0) -> Iterator[Line]:
    """Decode rollout lines as they come, in constant memory.

    `raw` yields whole lines with their newline (a file opened in binary mode does); `start` is
    the byte offset of the first. A last line without newline is still being written and is left
    for the next reading. `tally` is counted up as lines are consumed.
    """
    offset = start
    for chunk in raw:
        begin, offset = offset, offset + len(chunk)
        if not chunk.endswith(b"\n"):
            return
        tally.lines += 1
        head = chunk[:_ENVELOPE_BYTES]
        if any(mark in head for mark in _SKIPPED) or chunk.isspace():
            continue
        line = _line(chunk, begin, offset)
        if line is None:
            tally.unreadable += 1
            tally.problems.append(begin)
        else:
            yield line


def _line(chunk: bytes, begin: int, end: int) -> Line | None:
    record = _decode(chunk)
    if not isinstance(record, dict):
        return None
    kind, at = text(record, "type"), instant(text(record, "timestamp"))
    if not kind or at is None:
        return None
    return Line(
        begin,
        end,
        at,
        integer(record, "ordinal"),
        kind,
        table(record, "payload"),
        table(record, "metadata"),
    )


def _decode(chunk: bytes) -> object:
    """Decode one line: orjson for speed, the standard library for what orjson refuses.

    orjson rejects a whole line for one lone surrogate escape or NaN; both occur in captured
    command output.
    """
    try:
        return orjson.loads(chunk)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(chunk.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
