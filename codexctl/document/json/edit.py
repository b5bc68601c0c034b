"""Inserting and removing children of a JSON container in place, in the layout around them."""

from __future__ import annotations

from typing import Any

from codexctl.document.json.scan import Node, scan_json
from codexctl.document.json.style import (
    Style,
    begins_lines,
    parent_of,
    render,
    render_member,
    style_of,
)
from codexctl.document.lines import indent_of


def insert_child(text: str, node: Node, index: int, value: Any, key: str | None = None) -> str:
    """Insert an item (or, with a key, a member) before the child at `index`, or as the last.

    Text is only added, the comma included; nothing is laid out again. `index` counts from 0; one
    behind the last child means the end. `text` is the whole document, `node` a container in a scan
    of it.
    """
    root = scan_json(text)
    style = style_of(text, root)
    if not node.children:
        # An empty container shows no layout of its own: it follows the one around it.
        parent = parent_of(root, node)
        spread = parent is None or begins_lines(text, parent)
        return _insert_first(text, node, value, key, style, spread=spread)
    # The nearest neighbour shows how a child is laid out here.
    last = index >= len(node.children)
    beside = node.children[-1 if last else index]
    spread = _is_spread(text, node)
    if begins_lines(text, node):
        indent = indent_of(text, beside.start)
        gap = "," + style.newline + indent
    else:
        indent, gap = indent_of(text, beside.end), style.comma
    new = _render(value, key, style, indent if spread else None)
    if last:
        return text[: beside.end] + gap + new + text[beside.end :]
    return text[: beside.start] + new + gap + text[beside.start :]


def remove_child(text: str, node: Node, index: int) -> str:
    """Remove a child with its comma; the exact reverse of inserting it.

    `node` is a container in a scan of this very text, `index` counts from 0.
    """
    children = node.children
    # What is left is `{}` or `[]` with nothing between: the layout inside belonged to the child.
    if len(children) == 1:
        return text[: node.start + 1] + text[node.end - 1 :]
    if index + 1 < len(children):
        return text[: children[index].start] + text[children[index + 1].start :]
    return text[: children[index - 1].end] + text[children[index].end :]


def replace_value(text: str, node: Node, value: Any) -> str:
    """Another value in an old one's place, spread over lines if the old one was.

    `node` is a value in a scan of this very text.
    """
    style = style_of(text, scan_json(text))
    spread = "\n" in text[node.start : node.end]
    new = render(value, style, indent_of(text, node.start) if spread else None)
    return text[: node.start] + new + text[node.end :]


def _insert_first(
    text: str, node: Node, value: Any, key: str | None, style: Style, *, spread: bool
) -> str:
    at = node.start + 1
    if not spread:
        padding = style.braces if key is not None else style.brackets
        padding = "" if text[at : node.end - 1] else padding
        return text[:at] + padding + _render(value, key, style, None) + padding + text[at:]
    outer = indent_of(text, node.start)
    inner = outer + style.unit
    new = style.newline + inner + _render(value, key, style, inner)
    if "\n" not in text[at : node.end - 1]:
        new += style.newline + outer
    return text[:at] + new + text[at:]


def _render(value: Any, key: str | None, style: Style, indent: str | None) -> str:
    if key is None:
        return render(value, style, indent)
    return render_member(key, value, style, indent)


def _is_spread(text: str, node: Node) -> bool:
    """Whether a new child shall be spread over lines: as the last one that holds something is."""
    holding = [child for child in node.children if child.value.children]
    if not holding:
        return begins_lines(text, node)
    return "\n" in text[holding[-1].start : holding[-1].end]
