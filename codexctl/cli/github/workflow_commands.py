"""Workflow commands: lines of a log that GitHub Actions obeys, with all text by others escaped.

A runner reads every line of a step's stdout and stderr, no matter who wrote it. So text by others
is escaped here, and another program runs between `pause` and `resume`. Source: GitHub's
documentation of workflow commands, and actions/toolkit (packages/core, command.ts).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from codexctl.wording import safe

# GitHub shows at most this many annotations of one kind from a step.
MOST_OF_A_KIND = 10
# Characters: GitHub does not cut longer messages, and they would fill the log.
_LONGEST = 1000


class Level(StrEnum):
    """The level of an annotation."""

    error = "error"
    warning = "warning"
    notice = "notice"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation; without a place, `file` is empty and `line` is None."""

    level: Level
    title: str
    message: str
    file: str = ""
    line: int | None = None


def written(annotation: Annotation) -> str:
    """The line that makes the annotation. GitHub knows files only by their path in the checkout."""
    facts = {"title": annotation.title}
    if annotation.file:
        facts = {"file": annotation.file, **facts}
        if annotation.line is not None:
            facts["line"] = str(annotation.line)
    named = ",".join(f"{name}={_property(value)}" for name, value in facts.items())
    return f"::{annotation.level} {named}::{_message(annotation.message)}"


def lines(annotations: Iterable[Annotation]) -> list[str]:
    """The lines for the first annotations of each kind, as many as GitHub shows."""
    shown: dict[Level, list[str]] = {level: [] for level in Level}
    for annotation in annotations:
        if len(shown[annotation.level]) < MOST_OF_A_KIND:
            shown[annotation.level].append(written(annotation))
    return [line for of_level in shown.values() for line in of_level]


def pause() -> tuple[str, str]:
    """The line that makes the runner ignore commands, and the line that ends this.

    The second cannot be guessed, so no output between them can contain it.
    """
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}", f"::{token}::"


def _message(text: str) -> str:
    """Escape line ends, and the escape character itself: a command is a single line."""
    return safe(text)[:_LONGEST].replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
