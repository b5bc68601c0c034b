"""Text for terminals: untrusted characters shown, never obeyed; figures made readable."""

from __future__ import annotations

import unicodedata

NS_PER_MS = 1_000_000
# Characters that reorder or hide what stands around them.
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe(text: str) -> str:
    """One line in which control characters, escapes and direction marks are spelled out."""
    if text.isprintable():
        return text
    return "".join(_spelled(char) for char in text)


def shortened(text: str, width: int) -> str:
    """The safe text, cut with an ellipsis to at most `width` characters."""
    # Cut before spelling out: a megabyte of output need not be looked at for one line.
    line = safe(text[: width * 2].strip())
    return line if len(line) <= width and len(text) <= width * 2 else line[: width - 1] + "…"


def duration(ns: int) -> str:
    """A duration as people say it."""
    ms = ns / NS_PER_MS
    if ms < 1000:
        return f"{ms:.0f} ms"
    seconds = ms / 1000
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _spelled(char: str) -> str:
    if char == "\n":
        return "⏎"
    if char == "\t":
        return " "
    if unicodedata.category(char) not in _UNSAFE_CATEGORIES:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
