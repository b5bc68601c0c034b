"""How things look on one terminal: its width, its colours, its characters."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from codexctl.wording import safe

# Columns. Narrower than the first nothing can be laid out; the second holds without a terminal.
LEAST_WIDTH = 24
DEFAULT_WIDTH = 100

# What stands for what, and how ASCII says it.
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
    """What has to be known of the place that output goes to."""

    @property
    def encoding(self) -> str | None:
        """The encoding that it writes in."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


@dataclass(frozen=True, slots=True)
class Look:
    """A terminal's ways. `full` shows long texts whole, `encoding` is what it can write.

    `timezone` is that of the times shown, None for the machine's own.
    """

    width: int = DEFAULT_WIDTH
    color: bool = False
    ascii: bool = False
    full: bool = False
    encoding: str = "utf-8"
    timezone: tzinfo | None = None

    def sign(self, name: str) -> str:
        """One of the signs above."""
        return _SIGNS[name][self.ascii]

    def clean(self, text: str) -> str:
        """Text that this terminal can show and that cannot move its cursor."""
        shown = safe(text)
        if self.encoding == "utf-8" or shown.isascii():
            return shown
        return shown.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def painted(self, text: str, style: str) -> str:
        """Text in a style, where the terminal has colours."""
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
    """Find out how things should look on a stream.

    Colour only on a terminal that is not dumb, and never with NO_COLOR (https://no-color.org).
    Signs that the stream's encoding lacks are said in ASCII.
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
    """How wide the terminal is: as shutil has it, whose archives take 4 ms to import."""
    if (given := os.environ.get("COLUMNS", "")).isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or DEFAULT_WIDTH
    except OSError:  # no terminal
        return DEFAULT_WIDTH


def _can_write(encoding: str) -> bool:
    try:
        "".join(sign for sign, _ in _SIGNS.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
