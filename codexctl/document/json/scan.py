"""Strict JSON with positions: where each value and member is, and what is not allowed.

As strict as Codex's own reader: no comments, no trailing comma, no byte order mark, no duplicate
key, no half of a surrogate pair, at most 127 levels.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from codexctl.errors import DocumentError

_SPACE = re.compile(r"[ \t\r\n]*")
# Control characters must be escaped, and only these escapes exist (RFC 8259, 7).
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
# As deep as Codex's reader goes.
_DEEPEST = 127


@dataclass(frozen=True, slots=True)
class Node:
    """A value: its span, what it is in plain data, and its children if it has any.

    A child's span is that of the item in an array and of the whole member in an object.
    """

    start: int
    end: int
    data: Any
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """An item of an array (its key is None) or a member of an object."""

    start: int
    key: str | None
    key_end: int
    value: Node

    @property
    def end(self) -> int:
        """Where the child ends, a comma not included."""
        return self.value.end


# One edit scans the text before it and after it several times over.
@lru_cache(maxsize=4)
def scan_json(text: str) -> Node:
    """The document's root. Raises DocumentError, "line:column: what"."""
    if text.startswith("\ufeff"):
        raise problem(text, 0, "a byte order mark, which Codex does not accept here")
    root = _value(text, _space(text, 0), 0)
    rest = _space(text, root.end)
    if rest < len(text):
        raise problem(text, rest, "something follows after the end of the document")
    return root


def problem(text: str, pos: int, what: str) -> DocumentError:
    """An error that begins with the line and column (both from 1) of `pos`.

    `pos` is an offset in characters, `what` the rest of the sentence.
    """
    line = text.count("\n", 0, pos) + 1
    return DocumentError(f"{line}:{pos - text.rfind(chr(10), 0, pos)}: {what}")


def _value(text: str, pos: int, depth: int) -> Node:
    char = text[pos : pos + 1]
    if char and char in "{[":
        if depth == _DEEPEST:
            raise problem(text, pos, f"more than {_DEEPEST} levels deep")
        return _object(text, pos, depth) if char == "{" else _array(text, pos, depth)
    if char == '"':
        end, value = _string(text, pos)
        return Node(pos, end, value)
    match = _SCALAR.match(text, pos)
    if match is None:
        raise problem(text, pos, _unexpected(text, pos, "a value"))
    return Node(pos, match.end(), json.loads(match.group()))


def _array(text: str, start: int, depth: int) -> Node:
    children: list[Child] = []
    pos = _space(text, start + 1)
    # Only an empty array ends here; behind an item, `_comma` refuses a bracket after a comma.
    while text[pos : pos + 1] != "]" or children:
        item = _value(text, pos, depth + 1)
        children.append(Child(pos, None, pos, item))
        pos = _space(text, item.end)
        if text[pos : pos + 1] == "]":
            break
        pos = _comma(text, pos, "]")
    return Node(start, pos + 1, [child.value.data for child in children], tuple(children))


def _object(text: str, start: int, depth: int) -> Node:
    members: dict[str, Any] = {}
    children: list[Child] = []
    pos = _space(text, start + 1)
    while text[pos : pos + 1] != "}" or children:
        child = _member(text, pos, depth)
        if child.key in members:
            raise problem(text, pos, f'duplicate key "{child.key}"')
        members[str(child.key)] = child.value.data
        children.append(child)
        pos = _space(text, child.end)
        if text[pos : pos + 1] == "}":
            break
        pos = _comma(text, pos, "}")
    return Node(start, pos + 1, members, tuple(children))


def _member(text: str, pos: int, depth: int) -> Child:
    if text[pos : pos + 1] != '"':
        raise problem(text, pos, _unexpected(text, pos, "a key in double quotes"))
    key_end, key = _string(text, pos)
    colon = _space(text, key_end)
    if text[colon : colon + 1] != ":":
        raise problem(text, colon, _unexpected(text, colon, "':'"))
    return Child(pos, key, key_end, _value(text, _space(text, colon + 1), depth + 1))


def _string(text: str, pos: int) -> tuple[int, str]:
    match = _STRING.match(text, pos)
    if match is None:
        raise problem(text, pos, "a string with a wrong escape, a control character or no end")
    # Python reads an escaped half of a pair without complaint; Codex's reader refuses the file.
    value: str = json.loads(match.group())
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise problem(text, pos, "a string with half of a surrogate pair")
    return match.end(), value


def _comma(text: str, pos: int, closing: str) -> int:
    if text[pos : pos + 1] != ",":
        raise problem(text, pos, _unexpected(text, pos, f"',' or '{closing}'"))
    after = _space(text, pos + 1)
    if text[after : after + 1] == closing:
        raise problem(text, pos, f"a comma before '{closing}'")
    return after


def _unexpected(text: str, pos: int, wanted: str) -> str:
    if pos >= len(text):
        return f"the document ends where {wanted} is expected"
    if text.startswith(("//", "/*", "#"), pos):
        return "a comment, which JSON does not have"
    return f"{wanted} is expected, found {text[pos]!r}"


def _space(text: str, pos: int) -> int:
    match = _SPACE.match(text, pos)
    return match.end() if match else pos
