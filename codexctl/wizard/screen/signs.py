"""The wizard's symbols, depending on the terminal's encoding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """The symbols for the cursor's line, for selected and unselected, for an error, and between."""

    cursor: str = "›"
    chosen: str = "●"
    free: str = "○"
    wrong: str = "✗"
    between: str = " · "
    barred: str = "–"


ASCII = Signs(">", "[x]", "[ ]", "!", " | ", "-")
UNICODE = Signs()
_IN_ASCII = {"…": "...", "↑↓": "Up/Down"}


def signs_for(encoding: str | None) -> Signs:
    """The symbols for an encoding; None for an unknown encoding."""
    every = (UNICODE.cursor, UNICODE.chosen, UNICODE.free, UNICODE.wrong, UNICODE.barred)
    try:
        "".join(every).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def writable(text: str, encoding: str | None) -> str:
    """A text with characters that the encoding lacks replaced by ASCII, or by `?`."""
    name = encoding or "ascii"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        return _plainer(text).encode(name, "replace").decode(name)
    except LookupError:
        return _plainer(text).encode("ascii", "replace").decode()
    return text


def _plainer(text: str) -> str:
    for sign, word in _IN_ASCII.items():
        text = text.replace(sign, word)
    return text
