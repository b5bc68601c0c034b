"""What a row of the policy's tables contains, and how common values are checked."""

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

    `fits` tests a value, `must` describes valid values, `meaning` is a sentence about what the key
    is for. `absent` says what applies if the policy does not set the key. `over` names what it
    limits besides the settings whose row has it in `capped_by`.
    """

    fits: Callable[[Any], bool]
    must: str
    meaning: str
    absent: str = ""
    over: str = ""


def flag(value: Any) -> bool:
    """Whether a value is true or false."""
    return isinstance(value, bool)


def text_like(form: str) -> Callable[[Any], bool]:
    """Make a test for text that matches `form`, a regular expression."""
    found = re.compile(form)
    return lambda value: isinstance(value, str) and bool(found.search(value))


def one_of(*words: str) -> Callable[[Any], bool]:
    """Make a test for one of these words."""
    return lambda value: isinstance(value, str) and value in words
