"""JSON structures as one text and back, so that all their texts are judged together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Shorter numbers are neither card numbers nor passwords.
_LEAST_NUMBER = 1000


def flat(value: Any) -> list[str]:
    """Write a structure as text in pieces: what stands before a leaf, a leaf, and so on.

    Keys, texts and long numbers are leaves; what stands between them is ours.
    """
    writer = _Writer()
    writer.add(value, "\n")
    return writer.pieces


def rebuilt(value: Any, leaves: Iterator[str | None]) -> Any:
    """The structure again, with every leaf for which there is another text replaced by it."""
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for key, item in value.items():
            name = _replaced(str(key), leaves)
            members[_unused(name, members)] = rebuilt(item, leaves)
        return members
    if isinstance(value, list | tuple):
        return [rebuilt(item, leaves) for item in value]
    return _replaced(value, leaves) if _is_leaf(value) else value


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._after = ""

    def add(self, value: Any, before: str) -> None:
        if isinstance(value, str):
            quote = next((one for one in "\"'`" if one not in value), '"')
            self._leaf(before + quote, value, quote)
        elif isinstance(value, dict):
            for key, item in value.items():
                self._leaf('\n"', str(key), '"')
                self.add(item, ": ")
        elif isinstance(value, list | tuple):
            for item in value:
                self.add(item, "\n")
        elif _is_leaf(value):
            self._leaf(before, str(value), "")

    def _leaf(self, before: str, leaf: str, after: str) -> None:
        self.pieces += (self._after + before, leaf)
        self._after = after


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
