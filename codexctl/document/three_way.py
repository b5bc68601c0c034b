"""Undoing one change in something that was changed again since: lines, and plain data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from codexctl.document.data import MISSING, Missing, same, unchanged_ends

Change = tuple[int, int, list[str]]
"""Lines from, lines to (of the text both sides started from), and what replaces them."""


class Conflict(Exception):
    """What was changed by us has been changed by somebody else since."""


def revert_lines(before: str, after: str, now: str) -> str:
    """`now`, which grew out of `after`, as if we had never turned `before` into `after`.

    Raises Conflict where the lines that we and they changed are the same or interleave.
    """
    base = _lines(after)
    ours, theirs = _changes(base, _lines(before)), _changes(base, _lines(now))
    if any(_clash(our, other) for our in ours for other in theirs):
        raise Conflict
    # From the last change on, so that the positions of those before it still hold.
    for start, end, lines in sorted(ours + theirs, key=lambda change: change[:2], reverse=True):
        base[start:end] = lines
    return "".join(base)


def revert_data(before: Any, after: Any, now: Any) -> Any:
    """The same for plain data; MISSING stands for what is not there.

    In an array, the items that we put in are looked up wherever they are now.
    Raises Conflict where a value of ours is no longer the one that we left.
    """
    if same(now, after) or same(now, before):
        return before
    if same(before, after):
        return now
    for kind in (dict, list):
        if all(isinstance(side, kind | Missing) for side in (before, after, now)):
            sides = [kind() if side is MISSING else side for side in (before, after, now)]
            result = _revert_table(*sides) if kind is dict else _revert_array(*sides)
            return MISSING if before is MISSING and not result else result
    raise Conflict


def differences(now: Any, wanted: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What must become of which key to turn `now` into `wanted`; MISSING where it must go.

    Both are tables; one that both sides have is entered, anything else is given whole.
    """
    for key in now.keys() | wanted.keys():
        old, new = now.get(key, MISSING), wanted.get(key, MISSING)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from (((key, *path), value) for path, value in differences(old, new))
        elif not same(old, new):
            yield (key,), new


def _revert_table(
    before: dict[str, Any], after: dict[str, Any], now: dict[str, Any]
) -> dict[str, Any]:
    result = dict(now)
    for key in before.keys() | after.keys():
        sides = (side.get(key, MISSING) for side in (before, after, now))
        value = revert_data(*sides)
        if value is MISSING:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _revert_array(before: list[Any], after: list[Any], now: list[Any]) -> list[Any]:
    head, tail = unchanged_ends(before, after)
    gone, ours = before[head : len(before) - tail], after[head : len(after) - tail]
    found = [
        start
        for start in range(len(now) - len(ours) + 1)
        if same(now[start : start + len(ours)], ours)
    ]
    if not ours:
        # We only deleted: nothing of ours can be looked up, so what stood before it must still be.
        found = [head] if same(now[:head], after[:head]) else []
    if not found:
        raise Conflict
    # The same items may stand there twice; ours are those nearest to where we put them.
    start = min(found, key=lambda place: abs(place - head))
    return now[:start] + gone + now[start + len(ours) :]


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _changes(base: list[str], other: list[str]) -> list[Change]:
    # Without autojunk: from 200 lines on it ignores lines that occur often, such as blank ones.
    matcher = difflib.SequenceMatcher(None, base, other, autojunk=False)
    return [
        (start, end, other[low:high])
        for tag, start, end, low, high in matcher.get_opcodes()
        if tag != "equal"
    ]


def _clash(left: Change, other: Change) -> bool:
    """Whether two changes touch the same lines, or it is open which of two insertions is first."""
    if left[:2] == other[:2]:
        return True
    if left[0] == left[1]:
        return other[0] <= left[0] <= other[1]
    if other[0] == other[1]:
        return left[0] < other[0] < left[1]
    return max(left[0], other[0]) < min(left[1], other[1])
