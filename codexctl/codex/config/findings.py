"""What is wrong with a file, and where: `file:line:column: what`, with a hint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_WHERE = re.compile(r"(\d+):(\d+): ", re.ASCII)


class Weight(StrEnum):
    """What a finding means to Codex."""

    rejected = "rejected"
    """It drops the whole file, or does not start."""
    ignored = "ignored"
    """Codex ignores this part, mostly silently."""
    note = "note"
    """Codex does as the file says; you may want to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `line` and `column` count from 1; a whole file is at 1:1.

    `by_schema` says that it rests on our schema alone, where the installed Codex knows better.
    """

    path: str
    line: int
    column: int
    what: str
    hint: str = ""
    weight: Weight = Weight.rejected
    by_schema: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.what}"


def located(path: str, said: str, hint: str = "") -> Finding:
    """Make a finding of a complaint that begins with "line:column: ", as parsers write it."""
    where = _WHERE.match(said)
    if where is None:
        return Finding(path, 1, 1, said, hint)
    return Finding(path, int(where[1]), int(where[2]), said[where.end() :], hint)
