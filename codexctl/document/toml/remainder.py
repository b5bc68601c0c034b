"""What of a TOML text does not belong to a key: the part that an edit of the key must keep."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from codexctl.document.data import KeyPath, Place, existing, removed
from codexctl.document.lines import line_end, text_start
from codexctl.document.toml.find import below, inline_home, runs, section
from codexctl.document.toml.inline import item_spans
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import Header, Pair, Statement, Unreadable, Value, scan

# Commas and blanks come and go with an item; nothing else may.
_PUNCTUATION = re.compile(r"[\s,]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ITEM_COMMENT = re.compile(r"[ \t]*,?[ \t]*#[^\n]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that does not belong to the key.

    `leads_to` is the line that a comment is right above, "" for none; `inner` says that the
    line is in the middle of what belongs to the key, and may go with it.
    """

    text: str
    leads_to: str
    inner: bool


def is_kept(before: str, after: str, path: KeyPath, *, gone: bool) -> bool:
    """Whether all that is not `path` reads the same in both texts, blank lines aside.

    `gone` says that the path was deleted: in `after`, nothing belongs to it.
    """
    pair = _holder(before, path)
    if pair and not gone and _is_value_alone(before, after, pair, path):
        return True
    other = _holder(after, path)
    if not pair or not other or pair.place != other.place:
        return _kept(_foreign_lines(before, path), _foreign_lines(after, path, gone=gone))
    if _around(before, pair) != _around(after, other):
        return False
    # The whole value belongs to the path, so what it says is no matter here.
    if len(pair.place) == len(path):
        return True
    left = _readings(after, other, path, gone=gone)
    # One reading that both share is enough: a comment of the item's own may go or stay.
    return not _readings(before, pair, path).isdisjoint(left)


def _is_value_alone(before: str, after: str, pair: Pair, path: KeyPath) -> bool:
    """Whether a value that is all of `path` became another, and every byte around it stayed.

    That is seen without looking at what is around it; where it is not so, more must be read.
    """
    head, tail = _around(before, pair)
    is_around = after.startswith(head) and after.endswith(tail)
    if len(pair.place) != len(path) or not is_around or len(after) < len(head) + len(tail):
        return False
    alone = f"a = {after[len(head) : len(after) - len(tail)]}"
    try:
        statements = scan(alone)
    except Unreadable:
        return False
    found = statements[0]
    return len(statements) == 1 and isinstance(found, Pair) and found.value.end == len(alone)


def _place(text: str, path: KeyPath) -> Place:
    """The path as the text's data has it: indexes where it passes through arrays."""
    place, _ = existing(parse_toml(text), path)
    return (*place, *path[len(place) :])


def _holder(text: str, path: KeyPath) -> Pair | None:
    """The pair in whose value `path` is, or that is `path` itself."""
    place = _place(text, path)
    return next(
        (
            statement
            for statement in scan(text)
            if isinstance(statement, Pair) and place[: len(statement.place)] == statement.place
        ),
        None,
    )


def _around(text: str, pair: Pair) -> tuple[str, str]:
    return text[: pair.value.start], text[pair.value.end :]


def _readings(text: str, pair: Pair, path: KeyPath, *, gone: bool = False) -> set[str]:
    """A value's text, spaces and commas left out.

    Whole; without the item at `path`; without that item's comment too, which may go with it.
    """
    start, end = pair.value.start, pair.value.end
    place = _place(text, path)
    home, at = inline_home(scan(text), place) or (pair.value, pair.place)
    own = [
        span
        for span, item in zip(item_spans(home), _item_places(home, at), strict=True)
        if item[: len(place)] == place
    ]
    whole = cut = commentless = text[start:end]
    for first, last in [] if gone else reversed(own):
        comment = _ITEM_COMMENT.match(text, last, end)
        rest = comment.end() if comment else last
        cut = cut[: first - start] + cut[last - start :]
        commentless = commentless[: first - start] + commentless[rest - start :]
    return {_PUNCTUATION.sub("", part) for part in (whole, cut, commentless)}


def _item_places(home: Value, at: Place) -> list[Place]:
    return [pair.place for pair in home.pairs] or [(*at, i) for i in range(len(home.items))]


def _foreign_lines(text: str, path: KeyPath, *, gone: bool = False) -> list[Line]:
    """The lines, blank ones left out, of what does not belong to `path`."""
    statements = scan(text)
    own = below(statements, _place(text, path)) or _sole_holder(text, path)
    own = [] if gone else own
    cut = own + _empty_headers(text, statements, own, _place(text, path))
    inner = [(group[0].start, group[-1].end) for group in runs(statements, own)]
    lines: list[Line] = []
    pos = text_start(text)
    for statement in sorted(cut, key=lambda statement: statement.start):
        lines += _lines(text, pos, statement.start, inner)
        pos = statement.end
    return lines + _lines(text, pos, len(text), inner)


def _lines(text: str, start: int, end: int, inner: list[tuple[int, int]]) -> list[Line]:
    """The lines from `start` to `end` that are not blank."""
    return [
        Line(
            found.group(),
            _leads_to(text, found, end),
            any(first < found.start() < last for first, last in inner),
        )
        for found in _LINE.finditer(text, start, end)
        if found.group().strip()
    ]


def _leads_to(text: str, line: re.Match[str], end: int) -> str:
    """The line below a comment, "" if that is blank or belongs to the key."""
    if line.end() >= end or not line.group().lstrip().startswith("#"):
        return ""
    statements = scan(text)
    above = bisect_left(statements, line.start(), key=lambda statement: statement.start) - 1
    if above >= 0 and line.start() < statements[above].end:
        return ""  # not a comment but the line of a string
    return text[line.end() : line_end(text, line.end())].strip()


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
        header
        for header in statements
        if isinstance(header, Header)
        and len(header.place) < len(place)
        and header.place == place[: len(header.place)]
        and "#" not in text[header.keys[-1][1] : header.end]
        and all(pair in own for pair in section(statements, header))
    ]


def _kept(before: list[Line], after: list[Line]) -> bool:
    """Whether the lines are the same ones in the same order, inner ones excepted."""
    left = list(after)
    for position, line in enumerate(before):
        last = position + 1 == len(before) or len(left) == 1
        if left and _is_same(line, left[0], last=last):
            left.pop(0)
        elif not line.inner:
            return False
    return not left


def _is_same(line: Line, new: Line, *, last: bool) -> bool:
    """Whether a line is the same one, still right above what it led to.

    The last one may gain or lose its line ending: others come or go after it.
    """
    if line.leads_to not in ("", new.leads_to):
        return False
    return line.text == new.text or (last and line.text.rstrip("\r\n") == new.text.rstrip("\r\n"))
