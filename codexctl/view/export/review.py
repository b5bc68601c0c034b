"""What masking took out of a file, listed before it is written: kinds, how often, and where.

Masking has happened before: what was found is not in the file any more, so that this list can
name its kind and its place, and never what stood there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.names import HASHED
from codexctl.view.export.document import Document, Entry, Kind
from codexctl.wording import counted

# What a masker leaves; rules are named in this form (templates/redaction/README.md).
_MARK = re.compile(r"\[redacted:([A-Za-z0-9_.-]{1,80})\]")
_HASHED = re.compile(rf"{HASHED}[0-9a-f]{{16}}")
_PLACES: Mapping[Kind, str] = {
    Kind.prompt: "prompt",
    Kind.answer: "answer",
    Kind.reasoning: "reasoning",
    Kind.agent: "subagent",
    Kind.note: "note",
}
_HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Masked:
    """How often one kind was masked in one place: `turn` 0 is the heading, `part` says where."""

    kind: str
    count: int
    turn: int
    part: str

    @property
    def place(self) -> str:
        """Where, for people."""
        return f"turn {self.turn}, {self.part}" if self.turn else self.part


@dataclass(frozen=True, slots=True)
class Review:
    """What a file does not hold: by the limits (`mode`, `exclude`, `source`) and by masking.

    `hashed` are names that stand as digests, since they have not the form of a name.
    """

    mode: str
    source: str
    exclude: tuple[str, ...]
    masked: tuple[Masked, ...]
    hashed: int

    @property
    def total(self) -> int:
        """How many places were masked."""
        return sum(masked.count for masked in self.masked)

    @property
    def by_kind(self) -> dict[str, int]:
        """How many of each kind, the most frequent first."""
        kinds = Counter[str]()
        for masked in self.masked:
            kinds[masked.kind] += masked.count
        return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


# A place in a file and a text there: the turn's number, which part of it, and the text.
Placed = tuple[int, str, str]


def review(texts: Iterable[Placed], limits: CaptureLimits) -> Review:
    """Look through all texts of a file for what masking left.

    `limits` are those under which the file was made.
    """
    found, hashed = Counter[tuple[int, str, str]](), 0
    for turn, part, text in texts:
        for mark in _MARK.finditer(text):
            found[turn, part, mark[1]] += 1
        hashed += len(_HASHED.findall(text))
    masked = (Masked(kind, count, turn, part) for (turn, part, kind), count in found.items())
    return Review(
        limits.mode.name, limits.source, tuple(sorted(limits.exclude)), tuple(masked), hashed
    )


def texts_of(document: Document) -> Iterator[Placed]:
    """Every text of a document with its place, in order."""
    for fact in document.facts:
        yield 0, _HEADING, fact.value
    for turn in document.turns:
        for entry in turn.entries:
            part = _PLACES.get(entry.kind) or f"call {entry.name}"
            for text in _texts(entry):
                yield turn.number, part, text


def _texts(entry: Entry) -> Iterator[str]:
    yield entry.name
    yield from entry.facts
    yield from (text for text, _ in entry.title)
    yield from entry.lines


def lines(found: Review) -> Iterator[str]:
    """The review for people, a line a place."""
    yield f"capture: {found.mode}{_without(found)} (by {found.source})"
    if found.mode == CaptureMode.metadata.name:
        yield "no text of prompts, answers and calls is in it"
        return
    if not found.masked:
        yield "nothing in it is masked"
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in found.by_kind.items())
        yield f"{counted(found.total, 'place')} masked: {kinds}"
        for masked in found.masked:
            yield f"  {masked.place}: {masked.count} {masked.kind}"
    if found.hashed:
        yield f"{counted(found.hashed, 'name')} told as a digest"


def _without(found: Review) -> str:
    return f", without {', '.join(found.exclude)}" if found.exclude else ""
