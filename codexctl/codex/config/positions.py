"""Where in a text a place of its data is, as line and column from 1."""

from __future__ import annotations

from codexctl.document.data import Place
from codexctl.document.json.scan import Node, scan_json
from codexctl.document.toml.find import below, header_of, inline_home, value_at
from codexctl.document.toml.scan import Header, Pair, scan
from codexctl.errors import DocumentError

Position = tuple[int, int]
START: Position = (1, 1)


def in_toml(text: str, place: Place, *, key: bool = False) -> Position:
    """Find the value at `place` in a valid TOML text, or (`key`) the name of it.

    A place that is not spelled out there is sought by what is around it.
    """
    statements = scan(text)
    value = None if key else value_at(statements, place)
    if value is not None:
        return _position(text, value.start)
    home = inline_home(statements, place)
    for pair in home[0].pairs if home else ():
        if pair.place == place:
            return _position(text, pair.start)
    for depth in range(len(place), 0, -1):
        header = header_of(statements, place[:depth])
        for statement in (header,) if header else below(statements, place[:depth]):
            return _position(text, _name(statement, depth))
    return START


def in_json(text: str, place: Place, *, key: bool = False) -> Position:
    """Find the value at `place` in a JSON text, or (`key`) the name of it.

    What is missing is at the nearest place around it; a text that is not strict JSON gives START.
    """
    try:
        node = scan_json(text)
    except DocumentError:
        return START
    start = node.start
    for part in place:
        found = _child(node, part)
        if found is None:
            break
        name, node = found
        start = name if key else node.start
    return _position(text, start)


def _name(statement: Header | Pair, depth: int) -> int:
    """Where the name of the path's part at `depth` is in a statement, or the statement."""
    base = statement.base if isinstance(statement, Pair) else 0
    names = [part for part in statement.place[base:depth] if isinstance(part, str)]
    spans = statement.keys
    return spans[len(names) - 1][0] if 0 < len(names) <= len(spans) else spans[0][0]


def _child(node: Node, part: str | int) -> tuple[int, Node] | None:
    if isinstance(node.data, list):
        items = node.children
        index = int(part) if str(part).isdecimal() else len(items)
        return (items[index].start, items[index].value) if index < len(items) else None
    for child in node.children:
        if child.key == part:
            return child.start, child.value
    return None


def _position(text: str, pos: int) -> Position:
    return text.count("\n", 0, pos) + 1, pos - text.rfind("\n", 0, pos)
