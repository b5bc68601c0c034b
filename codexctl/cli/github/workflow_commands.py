"""Lines of a log that GitHub Actions takes as commands, with nobody else's text among them.

A runner reads every line of a step's stdout and stderr, whoever wrote it. So what is not ours is
escaped here, and a program whose output is not ours runs between `pause` and `resume`. By GitHub's
documentation of workflow commands and actions/toolkit (packages/core, command.ts).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from codexctl.wording import safe

# GitHub shows no more of a kind from one step.
MOST_OF_A_KIND = 10
# Characters; a longer message is cut by nobody, and fills a log.
_LONGEST = 1000


class Level(StrEnum):
    """How much an annotation matters."""

    error = "error"
    warning = "warning"
    notice = "notice"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark; `file` and `line` are where it belongs, empty and None where it is of no file."""

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
    """The lines for as many of each kind as GitHub shows, the first ones."""
    shown: dict[Level, list[str]] = {level: [] for level in Level}
    for annotation in annotations:
        if len(shown[annotation.level]) < MOST_OF_A_KIND:
            shown[annotation.level].append(written(annotation))
    return [line for of_level in shown.values() for line in of_level]


def pause() -> tuple[str, str]:
    """A line after which the runner takes no commands, and the one that ends that.

    Nobody can guess the second, so that what stands between them cannot contain it.
    """
    token = secrets.token_hex(16)
    return f"::stop-commands::{token}", f"::{token}::"


def _message(text: str) -> str:
    """A command is a line: its end and the sign that escapes are written otherwise."""
    return safe(text)[:_LONGEST].replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
