"""Finding: a text in, the places of its secrets out, in the text as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codexctl.redact import escapes
from codexctl.redact.anchors import Anchors
from codexctl.redact.rules import Matcher, Rule

# How far a quoted secret is followed past a quote that is not the one that ends it.
_QUOTED = 400
_QUOTE = re.compile(r"(\\*)([\"'`])")
_OPENING = re.compile(r"(\\*)([\"'`])\Z")
_MARK = "[redacted:"
_LONGEST_MARK = 60


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A secret: from `start` to before `end`, and which rule says so (its place in the list)."""

    start: int
    end: int
    rule: int

    def touches(self, start: int, end: int) -> bool:
        """Whether any of it lies between two positions."""
        return self.start < end and self.end > start

    def within(self, start: int, end: int) -> Found:
        """The part of it between two positions, counted from the first of them."""
        return Found(max(self.start, start) - start, min(self.end, end) - start, self.rule)


class Finder:
    """All rules, compiled into one scan."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._anchors = Anchors([rule.scan for rule in rules])
        # Compiled when it is first needed: most texts need few of the rules.
        self._matchers: list[Matcher | None] = [None] * len(rules)

    def find(self, text: str) -> list[Found]:
        """Give the secrets in order; overlapping ones are one, named by the first rule."""
        if not escapes.has_escapes(text):
            return _apart(_whole(text, found) for found in self._in_plain(text))
        everything: list[Found] = []
        for colours in ("", " ") if escapes.has_colour_in_word(text) else ("",):
            if any(True for _ in self._in_plain(escapes.plain(text, colours))):
                reading = escapes.read(text, colours)
                for found in self._in_plain(reading.plain):
                    origin = Found(*reading.origin(found.start, found.end), found.rule)
                    everything.append(_whole(text, origin))
        return _apart(everything)

    def _in_plain(self, text: str) -> Iterator[Found]:
        matchers, known = self._matchers, dict[int, int]()
        for place, number in self._anchors.places(text):
            if place < known.get(number, 0):
                continue
            matcher = matchers[number] or self._matcher(number)
            span = matcher(text, place)
            if span and span[0] < span[1] and not _in_mark(text, place, span[0]):
                known[number] = span[1]
                yield Found(*span, number)

    def _matcher(self, number: int) -> Matcher:
        matcher = self._matchers[number] = self.rules[number].matcher()
        return matcher


def _in_mark(text: str, anchor: int, start: int) -> bool:
    """Whether this is what masking left: marks name secrets, and are none."""
    mark = text.rfind(_MARK, max(0, anchor - _LONGEST_MARK), anchor)
    return text.startswith(_MARK, start) or (mark >= 0 and text.find("]", mark) >= anchor)


def _apart(found: Iterable[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found):
        if kept and one.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Found(last.start, max(last.end, one.end), min(last.rule, one.rule))
        else:
            kept.append(one)
    return kept


def _whole(text: str, found: Found) -> Found:
    r"""Follow a quoted secret to the quote that ends it: `"ab\"cd"` is one value."""
    opening = _OPENING.search(text, max(0, found.start - 8), found.start)
    if opening is None:
        return found
    end = found.end
    for closing in _QUOTE.finditer(text, end, end + _QUOTED):
        between = text[end : closing.start()]
        if (end == found.end and between) or "\n" in between:
            break
        if closing.groups() == opening.groups():
            return Found(found.start, closing.start(), found.rule)
        end = closing.end()
    return found
