"""What a terminal can show: its width, its colours, its characters."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from codexctl.wording import safe

# Columns. Nothing can be laid out below the first; the second is the default without a terminal.
LEAST_WIDTH = 24
DEFAULT_WIDTH = 100

# The signs by name, and what replaces them in ASCII.
_SIGNS: Mapping[str, tuple[str, str]] = {
    "done": ("✓", "+"),
    "failed": ("✗", "x"),
    "stopped": ("◼", "#"),
    "open": ("…", "?"),
    "cut": ("…", "..."),
    "branch": ("├─ ", "|- "),
    "last": ("└─ ", "`- "),
    "pipe": ("│  ", "|  "),
    "none": ("–", "-"),
    "asked": ("» ", "> "),
    "said": ("« ", "< "),
    "thought": ("∴ ", "~ "),
    "arrow": ("→", "->"),
    "below": ("↳ ", "> "),
    "step_done": ("✓", "[x]"),
    "step_doing": ("▸", "[>]"),
    "step_open": ("☐", "[ ]"),
    "chosen": ("●", "(*)"),
    "offered": ("○", "( )"),
}
# SGR codes (ECMA-48, 8.3.117): the eight basic colours, which people's themes adapt.
_CODES: Mapping[str, str] = {
    "strong": "1",
    "quiet": "2",
    "good": "32",
    "bad": "31",
    "warning": "33",
    "name": "36",
    "hunk": "36",
    "mark": "1;33",
}


class Stream(Protocol):
    """The parts of an output stream that are needed here."""

    @property
    def encoding(self) -> str | None:
        """The encoding of its output."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a terminal can show. `full` shows long texts whole, `encoding` is the output's.

    `timezone` is the time zone of all times, None for the machine's own.
    """

    width: int = DEFAULT_WIDTH
    color: bool = False
    ascii: bool = False
    full: bool = False
    encoding: str = "utf-8"
    timezone: tzinfo | None = None

    def sign(self, name: str) -> str:
        """One of the signs above, by its name."""
        return _SIGNS[name][self.ascii]

    def clean(self, text: str) -> str:
        """Text that this terminal can show and that cannot move its cursor."""
        shown = safe(text)
        if self.encoding == "utf-8" or shown.isascii():
            return shown
        return shown.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def painted(self, text: str, style: str) -> str:
        """Text in a style, if the terminal has colours."""
        if not self.color or not style or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def look_for(
    stream: Stream,
    environ: Mapping[str, str],
    *,
    ascii_only: bool = False,
    no_color: bool = False,
    full: bool = False,
) -> Look:
    """Find out what a stream can show.

    Colour is used only on a terminal that is not dumb, and never with NO_COLOR
    (https://no-color.org). If the stream's encoding lacks a sign, ASCII replaces it.
    """
    encoding = (stream.encoding or "ascii").lower().replace("_", "-")
    has_signs = _can_write(encoding)
    dumb = environ.get("TERM") == "dumb" or bool(environ.get("NO_COLOR"))
    plain = ascii_only or not has_signs
    return Look(
        width=max(_columns(), LEAST_WIDTH),
        color=stream.isatty() and not dumb and not no_color,
        ascii=plain,
        full=full,
        encoding="ascii" if ascii_only else ("utf-8" if encoding == "utf8" else encoding),
    )


def _columns() -> int:
    """The width of the terminal, as `shutil` finds it; importing `shutil` takes 4 ms."""
    if (given := os.environ.get("COLUMNS", "")).isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or DEFAULT_WIDTH
    except OSError:  # not a terminal
        return DEFAULT_WIDTH


def _can_write(encoding: str) -> bool:
    try:
        "".join(sign for sign, _ in _SIGNS.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
