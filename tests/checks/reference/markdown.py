"""A table of Markdown, as every reference page has it."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """The lines of a table; a bar in a cell is escaped."""
    titles = tuple(head)
    lines = [titles, ("---",) * len(titles), *map(tuple, rows)]
    cells = (" | ".join(cell.replace("|", "\\|") for cell in line) for line in lines)
    return "".join(f"| {line} |\n".replace("|  |", "| |") for line in cells)


def codes(words: Iterable[str]) -> str:
    """Words as code, with commas between."""
    return ", ".join(f"`{word}`" for word in words)
