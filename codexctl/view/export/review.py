"""What is masked in a file, listed before it is written: kinds, how often, and where.

Masking has already happened, and the file no longer contains the masked text. So this list can name
kinds and places, but not the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.names import HASHED
from codexctl.view.export.document import Document, Entry, Kind
from codexctl.view.node import forest, node_of_row
from codexctl.wording import counted, safe

# What a masker writes; the names of rules have this form (templates/redaction/README.md).
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
        """The place, as text for people."""
        return f"turn {self.turn}, {self.part}" if self.turn else self.part


@dataclass(frozen=True, slots=True)
class Review:
    """What a file does not contain: because of limits (`mode`, `exclude`, `source`) or masking.

    `hashed` is the number of names that are replaced by digests, because they do not have the form
    of a name. `left` is what looks like a secret but is in the file, since the limits mask nothing.
    `withheld` are the categories of content that capture kept out of the store.
    """

    mode: str
    source: str
    exclude: tuple[str, ...]
    masked: tuple[Masked, ...]
    hashed: int
    left: tuple[Masked, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many places are masked."""
        return sum(masked.count for masked in self.masked)


# A text in a file with its place: the turn's number, the part of the turn, and the text.
Placed = tuple[int, str, str]
_Key = tuple[int, str, str]


class Finder(Protocol):
    """Finds secrets in a text."""

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """The places of secrets: start, end, kind."""
        ...


def review(
    texts: Iterable[Placed],
    limits: CaptureLimits,
    finder: Finder | None = None,
    withheld: Iterable[str] = (),
) -> Review:
    """Find what is masked in all texts of a file.

    `limits` are those under which the file was made; if they mask nothing, `finder` finds what
    masking would have found. `withheld` are the categories that the store did not get.
    """
    found, hashed, left = Counter[_Key](), 0, Counter[_Key]()
    for turn, part, text in texts:
        for mark in _MARK.finditer(text):
            found[turn, part, mark[1]] += 1
        hashed += len(_HASHED.findall(text))
        if finder and limits.mode is CaptureMode.full:
            left.update((turn, part, kind) for _, _, kind in finder.places(text))
    return Review(
        limits.mode.name,
        str(limits.source),
        tuple(sorted(limits.exclude)),
        _masked(found),
        hashed,
        _masked(left),
        tuple(sorted(set(withheld))),
    )


def by_kind(masked: Iterable[Masked]) -> dict[str, int]:
    """How many places of each kind, the most frequent first."""
    kinds = Counter[str]()
    for one in masked:
        kinds[one.kind] += one.count
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def _masked(found: Mapping[_Key, int]) -> tuple[Masked, ...]:
    return tuple(Masked(kind, count, turn, part) for (turn, part, kind), count in found.items())


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


def texts_of_spans(rows: Iterable[Mapping[str, Any]]) -> Iterator[Placed]:
    """Every text of spans with its place, for formats that export spans.

    `rows` are spans of the store, after capture.
    """
    trees = forest(map(node_of_row, rows))
    for number, root in enumerate(trees.roots, start=1):
        waiting = [root]
        while waiting:
            node = waiting.pop()
            part = f"span {safe(node.name)}"
            yield number, part, node.name
            for value in node.attributes.values():
                if isinstance(value, str):
                    yield number, part, value
            waiting += reversed(trees.below(node))


def lines(found: Review) -> Iterator[str]:
    """The review for people, one line for each place."""
    without = f", without {', '.join(found.exclude)}" if found.exclude else ""
    yield f"capture: {found.mode}{without} (by {found.source})"
    if found.mode == CaptureMode.metadata.name:
        yield "no text of prompts, answers and calls is in it"
        return
    if found.withheld:
        yield f"withheld by capture, so not in the store: {', '.join(found.withheld)}"
    yield from _listed(found.masked, "masked", "nothing in it is masked")
    if found.hashed:
        yield f"{counted(found.hashed, 'name')} told as a digest"
    if found.left:
        yield from _listed(found.left, "not masked, though it looks like a secret", "")


def _listed(masked: tuple[Masked, ...], how: str, none: str) -> Iterator[str]:
    if not masked:
        yield none
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in by_kind(masked).items())
    total = sum(one.count for one in masked)
    yield f"{counted(total, 'place')} {how}: {kinds}"
    for one in masked:
        yield f"  {one.place}: {one.count} {one.kind}"
