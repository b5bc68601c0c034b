"""Ways in which a rollout line can be broken, and the lines of one turn to break."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Mutation = Callable[[random.Random, bytes], list[bytes]]

ODD_VALUES: list[Any] = [
    None, True, -1, 0.5, 2**63, 2**64, -(2**70), 10**400, float("nan"), float("inf"), "",
    "\ud800", "\x00", "x" * 5000, [], {}, [[]], {"": {}}, ["a", 1, None], {"type": "message"},
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """A rollout's lines, and for each turn the lines from its task_started to the next one's."""

    lines: list[bytes]
    turns: dict[str, range]

    def with_turn(self, turn_id: str, lines: list[bytes]) -> bytes:
        """The file with other lines in the place of a turn's."""
        span = self.turns[turn_id]
        return b"".join([*self.lines[: span.start], *lines, *self.lines[span.stop :]])


def session(path: Path) -> Session:
    """Read a plain rollout of one thread."""
    lines = path.read_bytes().splitlines(keepends=True)
    begun = list(_begun(lines))
    ends = [start for start, _ in begun[1:]] + [len(lines)]
    turns = {turn: range(start, end) for (start, turn), end in zip(begun, ends, strict=True)}
    return Session(lines, turns)


def _begun(lines: list[bytes]) -> Iterator[tuple[int, str]]:
    for index, line in enumerate(lines):
        payload = json.loads(line)["payload"]
        if payload.get("type") == "task_started":
            yield index, payload["turn_id"]


def truncated(rng: random.Random, line: bytes) -> list[bytes]:
    """A line that ends in its middle."""
    return [line[: rng.randrange(len(line))] + b"\n"]


def split(rng: random.Random, line: bytes) -> list[bytes]:
    """A newline within a line."""
    where = rng.randrange(len(line))
    return [line[:where] + b"\n", line[where:]]


def garbage(rng: random.Random, line: bytes) -> list[bytes]:
    """Bytes that mean nothing."""
    return [rng.randbytes(len(line)).replace(b"\n", b"?") + b"\n"]


def zeroed(rng: random.Random, line: bytes) -> list[bytes]:
    """What a crash of the file system leaves."""
    return [b"\0" * len(line) + b"\n"]


def lost(rng: random.Random, line: bytes) -> list[bytes]:
    """A line that is not there."""
    return []


def twice(rng: random.Random, line: bytes) -> list[bytes]:
    """A line that was written again."""
    return [line, line]


def another_value(rng: random.Random, line: bytes) -> list[bytes]:
    """A value of another type, or beyond 64 bits, or no text that UTF-8 could hold."""
    record = json.loads(line)
    holder, key = rng.choice(list(_places(record)))
    holder[key] = rng.choice(ODD_VALUES)
    return [_line(record)]


def lost_key(rng: random.Random, line: bytes) -> list[bytes]:
    """A member that is missing."""
    record = json.loads(line)
    holder, key = rng.choice([place for place in _places(record) if isinstance(place[0], dict)])
    del holder[key]
    return [_line(record)]


def deep(rng: random.Random, line: bytes) -> list[bytes]:
    """A value nested deeper than decoders go."""
    record = json.loads(line)
    holder, key = rng.choice(list(_places(record)))
    holder[key] = "DEEP"
    depth = rng.choice([60, 300, 900, 5000])
    nested = b"[" * depth + b"]" * depth
    return [_line(record).replace(b'"DEEP"', nested)]


def unknown(rng: random.Random, line: bytes) -> list[bytes]:
    """Lines of types that nobody has heard of, around it."""
    news = {"timestamp": json.loads(line)["timestamp"], "type": "news", "payload": {"a": [1]}}
    return [_line(news), line, _line({**news, "type": "event_msg", "payload": {"type": "news"}})]


MUTATIONS: list[Mutation] = [
    truncated, split, garbage, zeroed, lost, twice, another_value, lost_key, deep, unknown,
]  # fmt: skip


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document that holds a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in list(members):
        yield value, key
        if isinstance(member, dict | list):
            yield from _places(member)


def _line(record: Any) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"
