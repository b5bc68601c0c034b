"""The signs of the wizard, by what the terminal's encoding can write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """The mark of the line under the cursor, of what is chosen and not, of a fault, and between."""

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
    """Those that an encoding can write; None is one that is not known."""
    every = (UNICODE.cursor, UNICODE.chosen, UNICODE.free, UNICODE.wrong, UNICODE.barred)
    try:
        "".join(every).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def writable(text: str, encoding: str | None) -> str:
    """A text in which what an encoding cannot write is said in ASCII, or a `?`."""
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
