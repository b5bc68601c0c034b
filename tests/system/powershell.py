"""PowerShell's grammar, as far as tree-sitter has it: what we write for it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tree_sitter_powershell
from tree_sitter import Language, Parser

_PARSER = Parser(Language(tree_sitter_powershell.language()))


def mistakes(script: str) -> list[str]:
    """The lines that are no PowerShell, each with its number."""
    tree = _PARSER.parse(script.encode())
    lines = script.split("\n")
    return [f"{row + 1}: {lines[row]}" for row in _wrong(tree.root_node)]


def commands(script: str) -> list[str]:
    """The cmdlets and programs that a script calls by name."""
    nodes = _all(_PARSER.parse(script.encode()).root_node)
    return [node.text.decode() for node in nodes if node.type == "command_name" and node.text]


def texts(script: str) -> list[str]:
    """Every text in single quotes, verbatim."""
    nodes = _all(_PARSER.parse(script.encode()).root_node)
    return [node.text.decode() for node in nodes if node.type.startswith("verbatim_string")]


def _wrong(node: Any) -> Iterator[int]:
    for found in _all(node):
        if found.is_error or found.is_missing:
            yield found.start_point[0]


def _all(node: Any) -> Iterator[Any]:
    yield node
    for child in node.children:
        yield from _all(child)
