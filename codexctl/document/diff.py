"""A unified diff that is safe to print: what an edit would change, for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# All control characters but tab and line feed, and the marks that turn the direction of text: with
# those a terminal shows lines in another order than a program reads them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# So many lines before and after a change are shown with it.
_CONTEXT = 3
Group = list[tuple[str, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts differ: their lines, and groups of changes with the lines around them."""

    before: list[str]
    after: list[str]
    groups: tuple[Group, ...]

    def near(self) -> Iterator[str]:
        """The lines that a diff shows."""
        for group in self.groups:
            yield from self.before[group[0][1] : group[-1][2]]
            yield from self.after[group[0][3] : group[-1][4]]

    def lines(self, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
        """The hunks of a unified diff; `before` and `after` are shown for the texts' own lines."""
        for group in self.groups:
            first, last = group[0], group[-1]
            old, new = _range(first[1], last[2]), _range(first[3], last[4])
            yield f"@@ -{old} +{new} @@\n"
            for tag, low, high, start, end in group:
                if tag == "equal":
                    yield from (" " + line for line in before[low:high])
                    continue
                yield from ("-" + line for line in before[low:high])
                yield from ("+" + line for line in after[start:end])


def unified(before: str | None, after: str | None, path: str) -> str:
    """The difference of two texts in the form that git prints; "" if there is none.

    None is a file that does not exist. Control characters, a carriage return among them, are shown
    and not sent to the terminal (`^M`).

    `path` is the name in the two header lines.
    """
    if before == after:
        return ""
    found = difference(before or "", after or "")
    return written(found.lines(found.before, found.after), before, after, path)


def difference(before: str, after: str) -> Difference:
    """Find where two texts differ."""
    old, new = lines_of(before), lines_of(after)
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT)
    return Difference(old, new, tuple(groups))


def written(hunks: Iterator[str], before: str | None, after: str | None, path: str) -> str:
    """Hunks under the header of their file."""
    old, new = "/dev/null" if before is None else path, "/dev/null" if after is None else path
    # An empty file that is made or deleted has no line to show; the headers alone say so.
    return "".join(map(_shown, (f"--- {old}\n", f"+++ {new}\n", *hunks)))


def lines_of(text: str) -> list[str]:
    """Lines as diff tools see them: a line feed ends one, nothing else does."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _range(start: int, stop: int) -> str:
    """Where a hunk is, as `diff -u` says it: from 1, and the line before where it is empty."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _shown(line: str) -> str:
    body = _CONTROL.sub(_caret, line.removesuffix("\n"))
    return f"{body}\n" if line.endswith("\n") else f"{body}\n\\ No newline at end of file\n"


def _caret(match: re.Match[str]) -> str:
    code = ord(match.group())
    # The usual caret notation: ^A is 1, ^M a carriage return, ^? is 127.
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    return f"<U+{code:04X}>"
