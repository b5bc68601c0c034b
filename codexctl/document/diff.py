"""A unified diff that is safe to print: what an edit would change, for a person to judge."""

from __future__ import annotations

import difflib
import re

# All control characters but tab and line feed, and the marks that turn the direction of text: with
# those a terminal shows lines in another order than a program reads them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def unified(before: str | None, after: str | None, path: str) -> str:
    """The difference of two texts in the form that git prints; "" if there is none.

    None is a file that does not exist. Control characters, a carriage return among them, are shown
    and not sent to the terminal (`^M`).

    `path` is the name in the two header lines.
    """
    if before == after:
        return ""
    old, new = "/dev/null" if before is None else path, "/dev/null" if after is None else path
    lines = difflib.unified_diff(_lines(before or ""), _lines(after or ""), old, new, lineterm="\n")
    shown = [_shown(line) for line in lines]
    # An empty file that is made or deleted has no line to show; the headers alone say so.
    if not shown:
        shown = [f"--- {old}\n", f"+++ {new}\n"]
    return "".join(shown)


def _lines(text: str) -> list[str]:
    """Lines as diff tools see them: a line feed ends one, nothing else does."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _shown(line: str) -> str:
    body = _CONTROL.sub(_caret, line.removesuffix("\n"))
    return f"{body}\n" if line.endswith("\n") else f"{body}\n\\ No newline at end of file\n"


def _caret(match: re.Match[str]) -> str:
    code = ord(match.group())
    # The usual caret notation: ^A is 1, ^M a carriage return, ^? is 127.
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    return f"<U+{code:04X}>"
