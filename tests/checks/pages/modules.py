"""`docs/reference/modules.md`: the house, room by room, from the first line of each module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "codexctl"
HEAD = """# Modules

This page is for people who change codexctl. It lists every package and module with the first line
of its docstring, in alphabetical order. [Architecture](../architecture.md) explains how they work
together. This page is generated from the code.
"""


def text() -> str:
    """The page as it should be."""
    return HEAD + "".join(_rooms())


def _rooms() -> Iterator[str]:
    for init in sorted(PACKAGE.rglob("__init__.py"), key=lambda path: path.parent.parts):
        folder = init.parent
        yield f"\n## {folder.relative_to(PACKAGE.parent)}/\n\n{_line(init)}\n\n"
        for path in sorted(folder.glob("*.py")):
            if path != init:
                yield f"- `{path.name}`: {_line(path)}\n"


def _line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
