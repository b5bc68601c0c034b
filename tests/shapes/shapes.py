"""The shapes, and the text of what is found in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codexctl.codex.report.config_check import config_findings

FOLDER = Path(__file__).with_name("configs")
GOLDEN = Path(__file__).with_name("findings.txt")
SHAPES = tuple(sorted(FOLDER.glob("*.toml")))


def text_of(shape: Path) -> str:
    """A shape's text, its line ends as they are."""
    return shape.read_bytes().decode()


def findings_text() -> str:
    """All findings in all shapes, as `config validate` tells them."""
    return "".join(line for shape in SHAPES for line in _lines(shape))


def _lines(shape: Path) -> Iterator[str]:
    found = config_findings(text_of(shape), shape.name)
    for finding in found:
        yield f"{finding.weight}: {finding}\n"
        if finding.hint:
            yield f"  → {finding.hint}\n"
