"""Rollout bytes to lines: one JSON object each, with its place in the file.

The envelope is `timestamp, ordinal, type, payload[, metadata]`; legacy files have no ordinal
(Codex CLI 0.169.0, rollout JSONL). A line that cannot be read is counted and passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from codexctl.trace.sieve import COUNT, FOR_SPANS, NEEDLESS, RECORD, SAID, START
from codexctl.trace.values import instant, integer, table, text

# Longer lines are not kept to be compared with the next one.
_COMPARED_BYTES = 1 << 16


@dataclass(slots=True)
class Line:
    """One decoded rollout line. `at` is its time in nanoseconds; `start`/`end` are byte offsets.

    Not frozen, because millions are made and a frozen one takes three times as long to make.
    """

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


def read_lines(
    raw: Iterable[bytes], tally: Tally, *, start: int = 0, sieve: re.Pattern[bytes] = FOR_SPANS
) -> Iterator[Line]:
    """Decode rollout lines as they come, in constant memory.

    `raw` yields whole lines with their newline (a file opened in binary mode does); `start` is
    the byte offset of the first. A last line without newline counts if it is whole; if not, it
    is still being written and is left for the next reading. The same line twice in a row is one
    line. `tally` is counted up as lines are consumed; `sieve` says which need no decoding.
    """
    for chunk, begin, end in _sifted(raw, tally, start, sieve):
        line = _line(chunk, begin, end)
        if line is not None:
            yield line
        elif chunk.endswith(b"\n"):
            tally.unreadable += 1
        else:
            tally.lines -= 1


def _sifted(
    raw: Iterable[bytes], tally: Tally, start: int, sieve: re.Pattern[bytes]
) -> Iterator[tuple[bytes, int, int]]:
    """Give the lines that need decoding, each with the offsets of its start and end."""
    end, before, has_records = start, b"", False
    held: tuple[bytes, int, int] | None = None
    for chunk in raw:
        begin, end = end, end + len(chunk)
        tally.lines += 1
        found = sieve.match(chunk)
        kind = found.lastgroup if found else None
        if kind == NEEDLESS or chunk == before or (found is None and chunk.isspace()):
            continue
        before = chunk if len(chunk) <= _COMPARED_BYTES else b""
        if kind == RECORD:
            has_records = True
        elif kind in (COUNT, SAID) and has_records:
            held = (chunk, begin, end) if kind == COUNT else held
            continue
        elif kind == START:
            has_records = False
            if held:
                yield held
            held = None
        yield chunk, begin, end


def _line(chunk: bytes, begin: int, end: int) -> Line | None:
    try:
        record = orjson.loads(chunk)
    except orjson.JSONDecodeError:
        record = _decode_odd(chunk)
    if type(record) is not dict:
        return None
    kind, at = record.get("type"), instant(text(record, "timestamp"))
    if at is None or type(kind) is not str:
        return None
    ordinal, payload = integer(record, "ordinal"), table(record, "payload")
    return Line(begin, end, at, ordinal, kind, payload, table(record, "metadata"))


def _decode_odd(chunk: bytes) -> object:
    """Decode what orjson refuses: a lone surrogate or NaN anywhere spoils a whole line for it.

    Both occur in captured command output.
    """
    try:
        return json.loads(chunk.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
