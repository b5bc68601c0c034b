"""Text for terminals: untrusted control characters made visible, figures made readable."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, tzinfo

from codexctl.trace.values import NS_PER_MS, NS_PER_S
from codexctl.wording import time_said

DURATION_WIDTH = len("59 min 59 s")


def lines_of(text: str) -> list[str]:
    """The lines of a text; also split at a terminal's line end, without a last empty line."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def cells(text: str) -> int:
    """How many columns of a terminal a text takes; the text must be safe already."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def cut(text: str, width: int) -> str:
    """The part of a safe text that fits into `width` columns.

    Wide characters take two columns; half of one is left out.
    """
    if text.isascii():
        return text[:width]
    used = 0
    for index, char in enumerate(text):
        used += _cell(char)
        if used > width:
            return text[:index]
    return text


def duration(ns: int) -> str:
    """A duration as people write it, never wider than `DURATION_WIDTH` columns.

    `ns` is in nanoseconds.
    """
    ms = round(max(ns, 0) / NS_PER_MS)
    if ms < 1000:
        return f"{ms} ms"
    if ms < 59_950:
        return f"{ms / 1000:.1f} s"
    minutes, rest = divmod(round(ms / 1000), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(round(ms / 60_000), 60)
    if hours < 24:
        return f"{hours} h {minutes:02d} min"
    days, hours = divmod(round(ms / 3_600_000), 24)
    return f"{days:,} d {hours:02d} h"


def count(number: int, width: int) -> str:
    """A number with separators for thousands; in millions or more if it is too wide otherwise."""
    shown = f"{number:,}"
    for unit, size in (("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)):
        if len(shown) <= width:
            return shown
        shown = f"{number / size:,.1f}{unit}"
    return shown


def moment(ns: int, timezone: tzinfo | None, *, seconds: bool = True) -> str:
    """A time with its zone; `ns` is since 1970, `timezone` None is the machine's own."""
    return time_said(datetime.fromtimestamp(ns // NS_PER_S, UTC), timezone, seconds=seconds)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        # A variation selector can make the letter before it a wide picture.
        return 1 if char == "\ufe0f" else 0
    if char in "\u200c\u200d":  # joiners; no other character without width is safe
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
