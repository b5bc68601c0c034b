"""The check after every edit: the data changed as intended, and nothing else in the text did.

It knows nothing of how the edit was made. It reads both texts anew, sets aside what belongs to
the key, and compares the rest line by line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from codexctl.document.data import KeyPath, Place, existing, removed, same, spell
from codexctl.document.json_scan import scan_json
from codexctl.document.lines import line_end, text_start
from codexctl.document.toml_find import below, inline_home, runs, section
from codexctl.document.toml_inline import item_spans
from codexctl.document.toml_parse import parse_toml
from codexctl.document.toml_scan import Header, Pair, Statement, Value, scan
from codexctl.errors import DocumentError, EditRefused

_PUNCTUATION = re.compile(r"[\s,]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

Line = tuple[str, bool]
"""A line of the text, and whether it is a comment in the middle of what belongs to the key."""


def check_toml(before: str, after: str, path: KeyPath, expected: Any) -> None:
    """Refuse `after` unless its data is `expected` and all that is not `path` is as before.

    Tables on the way to `path` that hold nothing may come and go with it.
    Raises EditRefused, naming the key.
    """
    try:
        data = parse_toml(after)
    except DocumentError as error:
        raise refusal(path, f"the result would not parse ({error})") from None
    if not same(_trimmed(data, path), _trimmed(expected, path)):
        raise refusal(path, "another key would change with it")
    one, other = _holder(before, path), _holder(after, path)
    if one and other and one.place == other.place:
        kept = _around(before, one) == _around(after, other)
        inside = len(one.place) < len(path)
        kept = kept and not (
            inside and _readings(before, one, path).isdisjoint(_readings(after, other, path))
        )
    else:
        kept = _kept(_foreign_lines(before, path), _foreign_lines(after, path))
    if not kept:
        raise refusal(path, "a line beside it would change")


def check_json(
    before: str, after: str, expected: Any, path: Place, *, replaces: bool = False
) -> None:
    """Refuse `after` unless its data is `expected` and the texts differ in one stretch alone.

    Unless it `replaces`, an edit must add one stretch to `before` or take one away.
    Raises EditRefused, naming the place.
    """
    try:
        data = scan_json(after).data
    except DocumentError as error:
        raise refusal(path, f"the result would not parse ({error})") from None
    if not same(data, expected):
        raise refusal(path, "something else would change with it")
    shorter, longer = sorted((before, after), key=len)
    if not replaces and not _only_inserted(shorter, longer):
        raise refusal(path, "the text beside it would change")


def refusal(path: Place, why: str) -> EditRefused:
    """The error for an edit that cannot be made cleanly."""
    return EditRefused(
        f"{spell(path)} cannot be changed without touching something else: {why}",
        hint="change it by hand; nothing was written",
    )


def _trimmed(data: Any, path: KeyPath) -> Any:
    """The data without the empty tables on the way to `path`."""
    for depth in range(len(path) - 1, 0, -1):
        place, found = existing(data, path[:depth])
        if len(place) == depth and found == {} and isinstance(place[-1], str):
            return removed(data, path[:depth])
    return data


def _place(text: str, path: KeyPath) -> Place:
    """The path as the text's data has it: indexes where it passes through arrays."""
    place, _ = existing(parse_toml(text), path)
    return (*place, *path[len(place) :])


def _holder(text: str, path: KeyPath) -> Pair | None:
    """The pair in whose value `path` lies, or that is `path` itself."""
    place = _place(text, path)
    return next(
        (
            one
            for one in scan(text)
            if isinstance(one, Pair) and place[: len(one.place)] == one.place
        ),
        None,
    )


def _around(text: str, pair: Pair) -> tuple[str, str]:
    return text[: pair.value.start], text[pair.value.end :]


def _readings(text: str, pair: Pair, path: KeyPath) -> set[str]:
    """A value's text, spaces and commas left out: whole, without the item at `path`, and without
    that item's comment too, which may go with it."""
    start, end = pair.value.start, pair.value.end
    place = _place(text, path)
    home, at = inline_home(scan(text), place) or (pair.value, pair.place)
    own = [
        span
        for span, item in zip(item_spans(home), _item_places(home, at), strict=True)
        if item[: len(place)] == place
    ]
    whole, cut = text[start:end], text[start:end]
    commentless = cut
    for first, last in reversed(own):
        line_rest = min(line_end(text, last), end)
        cut = cut[: first - start] + cut[last - start :]
        commentless = commentless[: first - start] + commentless[line_rest - start :]
    return {_PUNCTUATION.sub("", one) for one in (whole, cut, commentless)}


def _item_places(home: Value, at: Place) -> list[Place]:
    return [pair.place for pair in home.pairs] or [(*at, i) for i in range(len(home.items))]


def _only_inserted(before: str, after: str) -> bool:
    """Whether `after` is `before` with one stretch of text added."""
    heads = range(len(before) + 1)
    head = bisect_left(heads, x=True, key=lambda size: not after.startswith(before[:size])) - 1
    return after.endswith(before[head:]) and len(after) >= len(before)


def _foreign_lines(text: str, path: KeyPath) -> list[Line]:
    """The lines, blank ones left out, of what does not belong to `path`."""
    statements = scan(text)
    own = below(statements, _place(text, path)) or _sole_holder(text, path)
    cut = own + _empty_headers(text, statements, own, _place(text, path))
    inner = [(group[0].start, group[-1].end) for group in runs(statements, own)]
    lines: list[Line] = []
    pos = text_start(text)
    for one in sorted(cut, key=lambda one: one.start):
        lines += _lines(text, pos, one.start, inner)
        pos = one.end
    return lines + _lines(text, pos, len(text), inner)


def _lines(text: str, start: int, end: int, inner: list[tuple[int, int]]) -> list[Line]:
    lines: list[Line] = []
    for line in _LINE.findall(text[start:end]):
        droppable = any(first < start < last for first, last in inner)
        if line.strip():
            lines.append((line, droppable))
        start += len(line)
    return lines


def _sole_holder(text: str, path: KeyPath) -> list[Statement]:
    """The pair with an inline table that holds `path` and nothing else."""
    holder = _holder(text, path)
    if holder is None:
        return []
    others, _ = existing(removed(parse_toml(text), path), path)
    return [holder] if len(others) < len(holder.place) else []


def _empty_headers(
    text: str, statements: tuple[Statement, ...], own: list[Statement], place: Place
) -> list[Statement]:
    """Headers on the way to `place` with nothing of their own below them, nor a comment."""
    return [
        one
        for one in statements
        if isinstance(one, Header)
        and len(one.place) < len(place)
        and one.place == place[: len(one.place)]
        and "#" not in text[one.keys[-1][1] : one.end]
        and all(pair in own for pair in section(statements, one))
    ]


def _kept(before: list[Line], after: list[Line]) -> bool:
    """Whether the lines are the same ones in the same order, droppable comments excepted."""
    left = [line for line, _ in after]
    for position, (line, droppable) in enumerate(before):
        last = position + 1 == len(before) or len(left) == 1
        if left and (line == left[0] or (last and _unended(line) == _unended(left[0]))):
            left.pop(0)
        elif not droppable:
            return False
    return not left


def _unended(line: str) -> str:
    """A line without its ending: the last one may gain or lose it, others come after it."""
    return line.rstrip("\r\n")
