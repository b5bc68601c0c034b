"""JSON structures as one text and back, so that all their texts are judged together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Members that say what something is, not what it says.
_LABELS = frozenset({"type", "id", "name", "role", "status", "call_id", "kind"})
_TOKEN, _LEAST_TOKEN = 60, 14
_AT_END = re.compile(r"[A-Za-z0-9_+/=.~-]{1,60}+\Z")
_AT_START = re.compile(r"[A-Za-z0-9_+/=.~-]{1,60}+")
_HAS_DIGIT = re.compile(r"[0-9]").search
# Shorter numbers are neither card numbers nor passwords.
_LEAST_NUMBER = 1000


def flat(value: Any) -> list[str]:
    """Write a structure as text in pieces: what is before a leaf, a leaf, and so on.

    Keys, texts and long numbers are leaves; what is between them is ours.
    """
    return _written(value).pieces


def flat_and_named(value: Any) -> tuple[list[str], list[str]]:
    """The same, and for each leaf the name of the member that it is the text of, "" for others.

    No names where each is there once, as in most structures: then nothing came in two pieces.
    """
    writer = _written(value)
    named = [name for name in writer.names if name and name not in _LABELS]
    return writer.pieces, writer.names if len(set(named)) < len(named) else []


def cuts(names: list[str], leaves: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of leaves of which one may go on where the other ends: what came in two pieces."""
    latest: dict[str, int] = {}
    for number, (name, leaf) in enumerate(zip(names, leaves, strict=True)):
        if name and name not in _LABELS:
            before = latest.get(name)
            latest[name] = number
            if before is not None and _could_be_one(leaves[before], leaf):
                yield before, number


def _could_be_one(left: str, right: str) -> bool:
    """Whether a token as long as keys are, and with a digit, goes on in the next leaf."""
    end, begin = _AT_END.search(left[-_TOKEN:]), _AT_START.match(right)
    token = end[0] + begin[0] if end and begin else ""
    return len(token) >= _LEAST_TOKEN and _HAS_DIGIT(token) is not None


def _written(value: Any) -> _Writer:
    writer = _Writer()
    writer.add(value, "\n")
    return writer


def rebuilt(value: Any, leaves: Iterator[str | None]) -> Any:
    """The structure again, with every leaf for which there is another text replaced by it."""
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for key, item in value.items():
            name = _replaced(str(key), leaves)
            members[_unused(name, members)] = rebuilt(item, leaves)
        return members
    if isinstance(value, (list, tuple)):
        return [rebuilt(item, leaves) for item in value]
    return _replaced(value, leaves) if _is_leaf(value) else value


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.names: list[str] = []
        self._after = ""

    def add(self, value: Any, before: str, name: str = "[]") -> None:
        if isinstance(value, str):
            quote = '"' if '"' not in value else _other_quote(value)
            self._leaf(before + quote, value, quote, name)
        elif isinstance(value, dict):
            for key, item in value.items():
                member = str(key)
                self._leaf('\n"', member, '"', "")
                self.add(item, ": ", member)
        elif isinstance(value, (list, tuple)):
            for item in value:
                self.add(item, "\n", name)
        elif _is_leaf(value):
            self._leaf(before, str(value), "", "")

    def _leaf(self, before: str, leaf: str, after: str, name: str) -> None:
        self.pieces.append(self._after + before)
        self.pieces.append(leaf)
        self.names.append(name)
        self._after = after


def _other_quote(value: str) -> str:
    return next((one for one in "'`" if one not in value), '"')


def _is_leaf(value: Any) -> bool:
    if isinstance(value, str):
        return True
    return type(value) is int and value >= _LEAST_NUMBER


def _replaced(value: Any, leaves: Iterator[str | None]) -> Any:
    other = next(leaves)
    return value if other is None else other


def _unused(name: str, members: dict[str, Any]) -> str:
    """Two keys may look the same once they are masked; none may be lost."""
    number, unused = 1, name
    while unused in members:
        number += 1
        unused = f"{name} ({number})"
    return unused
