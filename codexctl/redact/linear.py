"""Whether a pattern can be trusted with any text: what the worst text could cost it.

Python's `re` tries again for every way in which a repeat could have matched less. Bounded
repeats, whose ways do not multiply, keep that to a few thousand steps at one place; a repeat
inside a repeat may only be possessive (`{1,60}+`), which tries nothing again.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

# Steps at one place in the text: a rule that may need more is not taken.
BUDGET = 1_000_000
_TRIED_ONCE = 1_000
# A longer match than this is no secret.
LONGEST = 40_000


def worst(pattern: str) -> int:
    """How many ways there are, at most, to try a pattern at one place in a text.

    Raises ValueError for a pattern that `re` does not take, or whose repeats have no bound.
    """
    try:
        # Private, but the only parser that reads patterns exactly as `re` does (3.11 to 3.14).
        tree = import_module("re._parser").parse(pattern)
    except (re.error, OverflowError) as error:
        raise ValueError(str(error)) from None
    return _ways(tree)


def _ways(tree: Any) -> int:
    ways: int = 1
    for operation, argument in tree:
        ways = min(ways * _ways_of(str(operation), argument), BUDGET + 1)
    return ways


def _ways_of(operation: str, argument: Any) -> int:
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeat(operation, *argument)
    if operation == "BRANCH":
        return sum(_ways(branch) for branch in argument[1])
    if operation == "GROUPREF_EXISTS":
        return sum(_ways(branch) for branch in argument[1:] if branch)
    if operation in ("ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"):
        # What was tried in there is not tried again when something after it fails.
        ways = _ways(argument if operation == "ATOMIC_GROUP" else argument[1])
        return 1 if ways <= _TRIED_ONCE else ways
    return _ways(argument[-1]) if operation == "SUBPATTERN" else 1


def _repeat(operation: str, least: Any, most: Any, body: Any) -> int:
    if int(most) > LONGEST:
        raise ValueError("every repeat needs a bound: write {0,200} instead of * or +")
    inner, times = _ways(body), int(most) - int(least)
    if operation == "POSSESSIVE_REPEAT":
        return 1
    if int(most) <= 1:
        return inner + times
    return times + 1 if inner == 1 else min(inner ** min(int(most), 40), BUDGET + 1)
