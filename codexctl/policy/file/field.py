"""What a row of the policy's tables says, and how common values are judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# A path of either kind of system: a policy may be written on another one.
ABSOLUTE = r"^(/|[A-Za-z]:[/\\])[^\x00-\x1f\x7f]{1,400}$(?!\n)"
# Printed to a terminal, so no control characters.
PRINTABLE = r"^[ -~\u00a1-\ud7ff]{1,200}$(?!\n)"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the policy.

    `fits` tests a value, `must` says in words what it must be, and `meaning` is a sentence on what
    it is for. `absent` says what holds where the policy lacks the key. `over` names what it limits
    beside the settings whose row says `capped_by`.
    """

    fits: Callable[[Any], bool]
    must: str
    meaning: str
    absent: str = ""
    over: str = ""


def flag(value: Any) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def text_like(form: str) -> Callable[[Any], bool]:
    """A text of a form, which is a regular expression."""
    found = re.compile(form)
    return lambda value: isinstance(value, str) and bool(found.search(value))


def one_of(*words: str) -> Callable[[Any], bool]:
    """One of some words."""
    return lambda value: isinstance(value, str) and value in words
