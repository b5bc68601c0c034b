"""The text of a file as it may be shown: line by line the same, with `*****` for each secret.

What is at a place is hidden as the data says it (`hidden`), whatever its spelling; comments and
keys by their form alone. Where a text is not what its name says, nobody knows what is where:
all of it is hidden from there on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from codexctl.codex.secrets.hidden import HIDDEN, changed, hidden
from codexctl.document.data import Place
from codexctl.document.json.scan import Node, scan_json
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import Pair, Unreadable, Value, statements
from codexctl.errors import DocumentError

if TYPE_CHECKING:
    from codexctl.redact.masker import Masker

_WHERE = re.compile(r"(\d+):(\d+)")
_TRIPLE = ('"""', "'''")
_HOLDS_ESCAPE = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")
Leaf = tuple[Place, int, int]
Edit = tuple[int, int, str]


def hidden_text(text: str, suffix: str, masker: Masker | None) -> str:
    """A file's text with its secrets hidden; `suffix` is that of its name (`.toml`, `.json`).

    Without a `masker` only places decide.
    """
    edits: list[Edit] = []
    if suffix in (".toml", ".json"):
        data, leaves, end = _toml(text) if suffix == ".toml" else _json(text)
        edits = _at_places(text, data, leaves, masker)
        if end < len(text):
            edits.append((end, len(text), _lines_hidden(text[end:])))
    if masker is not None:
        edits += [
            (start, stop, _piece_hidden(text[start:stop])) for start, stop, _ in masker.places(text)
        ]
    return _edited(text, edits)


def _toml(text: str) -> tuple[Any, list[Leaf], int]:
    """The data, where its leaves are, and up to where the text is TOML."""
    end = len(text)
    try:
        data = parse_toml(text)
        return data, [leaf for one in statements(text) for leaf in _leaves_of(one)], end
    except DocumentError as error:
        end = _readable(text, error)
    except Unreadable:
        end = 0
    try:
        data = parse_toml(text[:end])
        return data, [leaf for one in statements(text[:end]) for leaf in _leaves_of(one)], end
    except (DocumentError, Unreadable):
        return {}, [], 0


def _readable(text: str, error: DocumentError) -> int:
    """Where the last line ends before the one that the parser objects to."""
    found, end = _WHERE.match(error.message), 0
    line = int(found[1]) if found else 1
    limit = sum(map(len, text.splitlines(keepends=True)[: line - 1]))
    try:
        for one in statements(text):
            # A quote that is never closed looks like an empty string with text after it.
            if one.end > limit or not text[: one.end].endswith("\n"):
                break
            end = one.end
    except Unreadable:
        pass
    return end


def _leaves_of(statement: Any) -> Iterator[Leaf]:
    if isinstance(statement, Pair):
        yield from _leaves(statement.value, statement.place)


def _leaves(value: Value, at: Place) -> Iterator[Leaf]:
    for index, item in enumerate(value.items):
        yield from _leaves(item, (*at, index))
    for pair in value.pairs:
        yield from _leaves(pair.value, pair.place)
    if not (value.items or value.pairs):
        yield at, value.start, value.end


def _json(text: str) -> tuple[Any, list[Leaf], int]:
    try:
        root = scan_json(text)
    except (DocumentError, RecursionError):
        return {}, [], 0
    return root.data, list(_members(root, ())), len(text)


def _members(node: Node, at: Place) -> Iterator[Leaf]:
    for index, child in enumerate(node.children):
        yield from _members(child.value, (*at, index if child.key is None else child.key))
    if not node.children:
        yield at, node.start, node.end


def _at_places(text: str, data: Any, leaves: Iterable[Leaf], masker: Masker | None) -> list[Edit]:
    others = dict(changed(data, hidden(data, (), masker)))
    edits = [
        (start, end, _spelled(text[start:end], others.pop(at)))
        for at, start, end in leaves
        if at in others
    ]
    # If it is nowhere in the text, nothing is shown rather than that value.
    return [(0, len(text), _lines_hidden(text))] if others else edits


def _spelled(raw: str, shown: Any) -> str:
    """A value as the text has it, saying something else, on as many lines."""
    if "\n" in raw:
        return _block(raw, str(shown))
    quote = raw[:1] if raw[:1] in ('"', "'") else '"'
    if not isinstance(shown, str):
        return raw
    if quote in shown or _HOLDS_ESCAPE.search(shown):
        return json.dumps(shown, ensure_ascii=False)
    return f"{quote}{shown}{quote}"


def _block(raw: str, shown: str) -> str:
    """The lines of a long string: those that hold a secret, if it is clear which, else all."""
    quotes = raw[:3]
    body = raw[3:-3]
    first = "\n" if body.startswith("\n") else ""
    body = body.removeprefix("\n")
    said = shown.split("\n")
    if quotes not in _TRIPLE or "\\" in body or len(said) != body.count("\n") + 1:
        return f"{quotes}{_lines_hidden(raw[3:-3])}{quotes}"
    return f"{quotes}{first}{shown}{quotes}"


def _lines_hidden(text: str) -> str:
    return re.sub(r"(?m)[^\s][^\n]*$", HIDDEN, text)


def _piece_hidden(text: str) -> str:
    return "\n".join(HIDDEN if line.strip() else line for line in text.split("\n"))


def _edited(text: str, edits: list[Edit]) -> str:
    """All edits made; where they overlap, the first one, and all else in both hidden."""
    pieces: list[str] = []
    done = 0
    for start, end, shown in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= done:
            pieces += (text[done:start], shown)
        elif end > done:
            pieces.append(_piece_hidden(text[done:end]))
        done = max(done, end)
    return "".join((*pieces, text[done:]))
