"""How a JSON text is laid out, and new values laid out the same way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codexctl.document.json.scan import Node
from codexctl.document.lines import indent_of, newline_near


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one document. `unit` is one step of indentation."""

    newline: str = "\n"
    unit: str = "  "
    colon: str = ": "
    comma: str = ", "
    braces: str = ""
    brackets: str = ""


def style_of(text: str, root: Node) -> Style:
    """What the document's own layout shows; the usual two spaces where it shows nothing.

    `root` is a scan of `text`. Each habit is taken from the first container that shows it.
    """
    nodes = list(_containers(root))
    colon = next((_colon(text, node) for node in nodes if isinstance(node.data, dict)), ": ")
    return Style(
        newline=newline_near(text, len(text.rstrip())),
        unit=next((_unit(text, node) for node in nodes if begins_lines(text, node)), "  "),
        colon=colon,
        comma=next(
            (_comma(text, node) for node in nodes if _pair_on_line(text, node)),
            # No two children on one line: whoever writes no blank after a colon writes none here.
            (colon[1:] and ", ") or ",",
        ),
        braces=_padding(text, nodes, "{"),
        brackets=_padding(text, nodes, "["),
    )


def begins_lines(text: str, node: Node) -> bool:
    """Whether the children of a container begin on lines of their own."""
    return bool(node.children) and "\n" in text[node.start : node.children[0].start]


def render(value: Any, style: Style, indent: str | None) -> str:
    """A value laid out over several lines, or on one where `indent` is None.

    `indent` is what the line of the value itself begins with.
    """
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = None if indent is None else indent + style.unit
    if isinstance(value, dict):
        items = [render_member(key, item, style, inner) for key, item in value.items()]
        opening, closing, padding = "{", "}", style.braces
    else:
        items = [render(item, style, inner) for item in value]
        opening, closing, padding = "[", "]", style.brackets
    if inner is None:
        return opening + padding + style.comma.join(items) + padding + closing
    lines = f",{style.newline}".join(inner + item for item in items)
    return f"{opening}{style.newline}{lines}{style.newline}{indent}{closing}"


def render_member(key: str, value: Any, style: Style, indent: str | None) -> str:
    """The text `"key": value`, laid out in `style`; `indent` is as in `render`."""
    return json.dumps(key, ensure_ascii=False) + style.colon + render(value, style, indent)


def parent_of(root: Node, node: Node) -> Node | None:
    """The container that a value is in; None for the root."""
    for container in _containers(root):
        if any(child.value.start == node.start for child in container.children):
            return container
    return None


def _containers(node: Node) -> Iterator[Node]:
    """All containers that hold something, outermost first."""
    if node.children:
        yield node
    for child in node.children:
        yield from _containers(child.value)


def _colon(text: str, node: Node) -> str:
    child = node.children[0]
    found = text[child.key_end : child.value.start]
    return ": " if "\n" in found else found


def _unit(text: str, node: Node) -> str:
    outer, inner = indent_of(text, node.start), indent_of(text, node.children[0].start)
    return inner[len(outer) :] if inner.startswith(outer) and inner != outer else "  "


def _pair_on_line(text: str, node: Node) -> bool:
    return (
        len(node.children) > 1 and "\n" not in text[node.children[0].end : node.children[1].start]
    )


def _comma(text: str, node: Node) -> str:
    return text[node.children[0].end : node.children[1].start]


def _padding(text: str, nodes: list[Node], opening: str) -> str:
    for node in nodes:
        gap = text[node.start + 1 : node.children[0].start]
        if text[node.start] == opening and "\n" not in gap:
            return gap
    return ""
