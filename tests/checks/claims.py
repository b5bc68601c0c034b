"""The threat model's claims are held by tests that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def findings(page: Path = PAGE, root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the claims of `page`, one line each."""
    text = page.read_text("utf-8")
    for file, name in _TEST.findall(text):
        path = root / file
        if not path.exists() or f"\ndef {name}(" not in path.read_text("utf-8"):
            yield f"{page.name}: no test is called {file}::{name}"
    for claim in _claims(text):
        if not _TEST.search(claim):
            yield f"{page.name}: no test is named for: {claim.split('|')[2].strip()}"


def _claims(text: str) -> Iterator[str]:
    """The rows of the table of what is protected."""
    section = text.partition("\n## What is protected\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return iter(rows[2:])
