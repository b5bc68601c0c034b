r"""TOML 1.1, which Codex reads and Python's parser does not yet, rewritten as TOML 1.0.

For reading only: what people wrote stays as it is in their file. Line breaks, comments and a
trailing comma in inline tables, `\e` and `\xHH` in strings, times without seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from codexctl.document.toml.scan import Pair, Unreadable, Value, statements

# Every escape is stepped over whole, so that `\\x41` is no `\x41`.
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(e)|.)", re.DOTALL)
# A time that ends with its minutes, a date before it or an offset behind it.
_SHORT_TIME = re.compile(r"(.*[Tt ])?(\d\d:\d\d)([Zz+-].*)?", re.DOTALL)

Rewrite = tuple[int, int, str]
"""From, to, and what to put there."""


def as_toml_1_0(text: str) -> tuple[str, list[Rewrite]] | None:
    """The text in TOML 1.0 and what was rewritten; None if there was nothing to rewrite.

    What follows the first unreadable statement stays as it is.
    """
    rewrites: list[Rewrite] = []
    with suppress(Unreadable):
        for statement in statements(text):
            rewrites += _pair(text, statement) if isinstance(statement, Pair) else ()
    if not rewrites:
        return None
    pieces, pos = [], 0
    for start, end, new in rewrites:
        pieces += [text[pos:start], new]
        pos = end
    return "".join([*pieces, text[pos:]]), rewrites


def original_position(pos: int, rewrites: list[Rewrite]) -> int:
    """Where in the original text a position in the rewritten one is.

    `rewrites` are in the order of the text, their positions those of the original.
    """
    for start, end, new in rewrites:
        if pos <= start:
            break
        pos = max(start, pos + (end - start) - len(new))
    return pos


def _pair(text: str, pair: Pair) -> Iterator[Rewrite]:
    for start, end in pair.keys:
        yield from _string(text, start, end)
    yield from _value(text, pair.value)


def _value(text: str, value: Value) -> Iterator[Rewrite]:
    for item in value.items:
        yield from _value(text, item)
    if value.pairs:
        yield from _inline_table(text, value)
    elif text[value.start] == "{":
        yield from _gap(text, value.start + 1, value.end - 1, "")
    elif text[value.start] in "\"'":
        yield from _string(text, value.start, value.end)
    elif found := _SHORT_TIME.fullmatch(text, value.start, value.end):
        yield found.end(2), found.end(2), ":00"


def _inline_table(text: str, table: Value) -> Iterator[Rewrite]:
    yield from _gap(text, table.start + 1, table.pairs[0].start, "")
    for pair, following in zip(table.pairs, table.pairs[1:], strict=False):
        yield from _pair(text, pair)
        yield from _gap(text, pair.end, following.start, ",")
    yield from _pair(text, table.pairs[-1])
    yield from _gap(text, table.pairs[-1].end, table.end - 1, "")


def _gap(text: str, start: int, end: int, needed: str) -> Iterator[Rewrite]:
    """What is between two pairs, if TOML 1.0 does not allow it there."""
    if text[start:end].strip(" \t") != needed:
        yield start, end, needed


def _string(text: str, start: int, end: int) -> Iterator[Rewrite]:
    if text[start] != '"':
        return
    for found in _ESCAPE.finditer(text, start, end):
        code = found.group(1) or (found.group(2) and "1B")
        if code:
            yield found.start(), found.end(), f"\\u00{code}"
