"""The other ways to read a text, each only near the places where it differs.

What is not seen left out, broken lines joined, percent signs and base64 read. Each way is tried
in windows around its patches, so that a sign of nothing in a long text costs next to nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from codexctl.redact.decoded import base64, entities, has_base64, percent
from codexctl.redact.joined import Begins, breaks
from codexctl.redact.reading import Patch, Patched, patched
from codexctl.redact.unseen import has_unseen, seen

UNSEEN, JOINED, PERCENT, BASE64 = "unseen", "joined", "percent", "base64"
ENTITIES = "entities"
# How far before and after a patch the text is read again, in whole lines: names stand before
# values, but lines that were one begin with it, and what percent signs are in is one line. And up
# to where a line is followed.
_NEAR, _LINE = 400, 1000

# As far apart may two breaks of one token be.
_TOKEN = 256
# So many patches are read at once, and so many of them again with the next ones: a text that is
# nothing but patches costs no more memory than any other.
_MOST, _AGAIN = 4000, 300


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text, from `offset` on, read in another way; `shown` are its patches' places."""

    offset: int
    reading: Patched
    shown: tuple[int, ...]

    @property
    def plain(self) -> str:
        """The part as it reads."""
        return self.reading.plain

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of the reading are in the text."""
        first, last = self.reading.origin(start, end)
        return first + self.offset, last + self.offset

    def is_near(self, start: int, end: int) -> bool:
        """Whether a patch is in what was found, or so close that it may be why."""
        first, last = self.reading.origin(start, end)
        place = bisect_left(self.shown, first - _NEAR // 2)
        return place < len(self.shown) and self.shown[place] <= last


@dataclass(frozen=True, slots=True)
class Variant:
    """One other way to read a text."""

    kind: str
    text: str
    patches: Iterator[Patch]

    def windows(self) -> Iterator[Window]:
        """The parts in which it differs."""
        text = self.text
        here: list[Patch] = []
        near = 0 if self.kind in (JOINED, PERCENT, ENTITIES) else _NEAR
        for patch in self.patches:
            if here and patch.start - here[-1].end > 2 * near + _TOKEN:
                yield _window(text, here, near)
                here = []
            elif len(here) > _MOST:
                yield _window(text, here, near)
                here = here[-_AGAIN:]
            here.append(patch)
        if here:
            yield _window(text, here, near)


def variants(text: str, begins: Begins, but: str = "") -> Iterator[Variant]:
    """The other ways to read a text, but one kind; `begins` tells where a secret could begin."""
    for kind, ways in WAYS.items():
        if kind != but and _SIGNS[kind](text):
            for patches in ways(text, begins):
                first = next(patches, None)
                if first is not None:
                    yield Variant(kind, text, chain((first,), patches))


def _window(text: str, patches: Sequence[Patch], near: int) -> Window:
    first, last = patches[0].start, patches[-1].end
    start = max(text.rfind("\n", 0, max(0, first - near)) + 1, first - _LINE, 0)
    end = text.find("\n", last + near, last + _LINE)
    part = text[start : min(len(text), last + _LINE) if end < 0 else end]
    shifted = [Patch(one.start - start, one.end - start, one.meant) for one in patches]
    return Window(start, patched(part, shifted), tuple(one.start for one in shifted))


def _unseen(text: str, _: Begins) -> Iterator[Iterator[Patch]]:
    return seen(text)


def _joined(text: str, begins: Begins) -> Iterator[Iterator[Patch]]:
    yield breaks(text, begins)


def _percent(text: str, _: Begins) -> Iterator[Iterator[Patch]]:
    yield percent(text)


def _entities(text: str, _: Begins) -> Iterator[Iterator[Patch]]:
    yield entities(text)


def _base64(text: str, _: Begins) -> Iterator[Iterator[Patch]]:
    yield base64(text)


# Without its sign a way finds nothing. Most texts are short and hold none of the signs but a line's
# end: a search for one character costs less than to begin reading in another way.
_SIGNS: Mapping[str, Callable[[str], bool]] = {
    UNSEEN: has_unseen,
    JOINED: lambda text: "\n" in text,
    PERCENT: lambda text: "%" in text,
    ENTITIES: lambda text: "&" in text or "<wbr" in text,
    BASE64: has_base64,
}
WAYS: Mapping[str, Callable[[str, Begins], Iterator[Iterator[Patch]]]] = {
    UNSEEN: _unseen,
    JOINED: _joined,
    PERCENT: _percent,
    ENTITIES: _entities,
    BASE64: _base64,
}
