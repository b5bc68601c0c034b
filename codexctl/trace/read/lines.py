"""Rollout bytes to lines: one JSON object each, with its place in the file.

The envelope is `timestamp, ordinal, type, payload[, metadata]`; legacy files have no ordinal
(Codex CLI 0.169.0, rollout JSONL), and up to 0.29 a line is the item itself, without envelope and
time. A line that cannot be read is counted and skipped; one whose time cannot be read has its
neighbour's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import orjson

from codexctl.trace.read.dense import DENSE_BYTES, has_many_values
from codexctl.trace.read.shorten import LONGEST_TEXT, shorten
from codexctl.trace.read.sieve import COUNT, FOR_SPANS, NEEDLESS, RECORD, SAID, START, Sieve
from codexctl.trace.values import LATEST, Inferred, instant, integer, moment, table

# Longer lines are not stored for the comparison with the next one.
_COMPARED_BYTES = 1 << 16
# A longer line is not decoded, unless the caller asks for more.
LONGEST_LINE = 16_000_000
_ENVELOPE, _END = b'{"timestamp":"', b"}\n"
# What a line of mere state held when it did not say so yet.
_STATE = frozenset({"previous_response_id"})
# This many lines without a time wait for the first line with one.
_WAITING = 64


@dataclass(slots=True)
class Line:
    """One decoded rollout line. `at` is its time in nanoseconds; `start`/`end` are byte offsets.

    `at` is `Inferred` where the line did not tell it.

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
    """How many lines were read, how many of them could not be, and how many had no time."""

    lines: int = 0
    unreadable: int = 0
    untimed: int = 0


def read_lines(
    raw: Iterable[bytes],
    tally: Tally,
    *,
    start: int = 0,
    sieve: Sieve = FOR_SPANS,
    longest: int = LONGEST_LINE,
) -> Iterator[Line]:
    """Decode rollout lines as they come, in constant memory.

    `raw` yields whole lines with their newline (a file opened in binary mode does), longer ones
    than `longest` bytes possibly in pieces; `start` is the byte offset of the first. A last line
    without newline counts if it is whole; if not, it is still being written and is left for the
    next reading. The same line twice in a row is one line. `tally` is counted up as lines are
    consumed; `sieve` says which need no decoding.
    """
    clock = _Clock(tally)
    for chunk, begin, end in _sifted(raw, tally, start, sieve, longest):
        line = _line(chunk, begin, end)
        if line is None:
            if not chunk.endswith(b"\n"):
                tally.lines -= 1
                continue
            tally.unreadable += 1
            line = _behind_a_cut(chunk, begin, end)
        if line is None:
            continue
        if line.at < 0 or clock.waiting:
            yield from clock.timed(line)
        else:
            clock.now = line.at
            yield line
    yield from clock.rest()


@dataclass(slots=True)
class _Clock:
    """Gives lines without a time their neighbour's: the one before, at the beginning the next."""

    tally: Tally
    now: int = -1
    waiting: list[Line] = field(default_factory=list)

    def timed(self, line: Line) -> Iterable[Line]:
        """A line that has no time, or waits behind one: the lines that have one now."""
        if line.at < 0:
            self.tally.untimed += 1
            if self.now >= 0:
                line.at = Inferred(self.now)
                return (line,)
            self.waiting.append(line)
            return self.rest() if len(self.waiting) > _WAITING else ()
        self.now = line.at
        return chain(self.rest(), (line,))

    def rest(self) -> list[Line]:
        """What still waits, with the first time that there is; without any, the year 1970."""
        released, self.waiting = self.waiting, []
        for line in released:
            line.at = Inferred(max(self.now, 0))
        self.now = max(self.now, 0) if released else self.now
        return released


def _sifted(
    raw: Iterable[bytes], tally: Tally, start: int, sieve: Sieve, longest: int
) -> Iterator[tuple[bytes, int, int]]:
    """Give the lines that need decoding, each with the offsets of its start and end."""
    end, before, has_records, is_rest = start, b"", False, False
    held: tuple[bytes, int, int] | None = None
    match, kinds = sieve.pattern.match, sieve.kinds
    # The hot loop of all reading: whatever possible is decided by one regular expression, without
    # decoding.
    for chunk in raw:
        size = len(chunk)
        begin, end = end, end + size
        if is_rest or size > longest:
            # Too long: the rest is read and discarded in pieces.
            tally.lines += not is_rest
            tally.unreadable += not is_rest
            is_rest = not chunk.endswith(b"\n")
            continue
        tally.lines += 1
        found = match(chunk)
        kind = kinds[found.lastindex or 0] if found else None
        if (
            # The same as `_is_whole`, without the call: most lines come here.
            (kind == NEEDLESS and chunk.endswith(_END) and chunk.find(_ENVELOPE, 1) < 0)
            or chunk == before
            or (found is None and chunk.isspace())
        ):
            continue
        before = chunk if size <= _COMPARED_BYTES else b""
        if kind == RECORD:
            has_records = True
        elif kind in (COUNT, SAID) and has_records and _is_whole(chunk):
            held = (chunk, begin, end) if kind == COUNT else held
            continue
        elif kind == START:
            has_records = False
            if held:
                yield held
            held = None
        yield chunk, begin, end


def _is_whole(chunk: bytes) -> bool:
    """Whether a line that is not decoded looks like one that could be.

    It must end as an object does and hold no second one, which is what a line that was cut looks
    like once the next is written behind it. What is damaged otherwise is not seen here.
    """
    return chunk.endswith(_END) and chunk.find(_ENVELOPE, 1) < 0


def _behind_a_cut(chunk: bytes, begin: int, end: int) -> Line | None:
    """The whole line that was written right behind one that was cut; no text holds its mark."""
    place = chunk.rfind(_ENVELOPE, 1)
    return _line(chunk[place:], begin + place, end) if place > 0 else None


def _line(chunk: bytes, begin: int, end: int) -> Line | None:
    if len(chunk) > DENSE_BYTES and has_many_values(chunk):
        return None
    try:
        record = orjson.loads(chunk)
    except orjson.JSONDecodeError:
        record = _decode_odd(chunk)
    if type(record) is not dict:
        return None
    if len(chunk) > LONGEST_TEXT:
        shorten(record)
    kind, stamp = record.get("type"), record.get("timestamp")
    at = instant(stamp) if type(stamp) is str else moment(stamp)
    if at is None or at >= LATEST:
        at = -1
    payload = record.get("payload")
    if type(payload) is not dict:
        kind, payload = _bare(record)
    if type(kind) is not str:
        return None
    return Line(
        begin, end, at, integer(record, "ordinal"), kind, payload, table(record, "metadata")
    )


def _bare(record: Mapping[str, Any]) -> tuple[object, Mapping[str, Any]]:
    """Kind and payload of a line that is the item itself (up to 0.29, and in mid 2025)."""
    kind = record.get("type")
    if type(kind) is str:
        is_item = "timestamp" not in record or "role" in record or "call_id" in record
        return ("bare_item", record) if is_item else (kind, {})
    if type(record.get("record_type")) is str or _STATE >= record.keys() > set():
        return "record_state", {}
    is_meta = type(record.get("id")) is str and "timestamp" in record
    return ("session_meta", record) if is_meta else (None, {})


def _decode_odd(chunk: bytes) -> object:
    """Decode what orjson refuses: a lone surrogate or NaN anywhere spoils a whole line for it.

    Both occur in captured command output.
    """
    try:
        return json.loads(chunk.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
