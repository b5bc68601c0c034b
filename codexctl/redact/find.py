"""Finding: a text in, the places of its secrets out, in the text as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from codexctl.redact import escapes
from codexctl.redact.joined import believed, is_rest
from codexctl.redact.reading import Back
from codexctl.redact.rules import Matcher, Rule
from codexctl.redact.scan.anchors import Anchors
from codexctl.redact.unseen import in_ascii
from codexctl.redact.variants import JOINED, UNSEEN, Variant, variants

# How far a quoted secret is followed past a quote that is not the one that ends it.
_QUOTED = 400
_QUOTE = re.compile(r"(\\*)([\"'`])")
_OPENING = re.compile(r"(\\*)([\"'`])\Z")
_MARK = "[redacted:"
_LONGEST_MARK = 60
# So often a rule may be tried in vain inside what it was tried on before. A text that makes it
# try again at every letter is nobody's writing, and is masked rather than read to the end.
_IN_VAIN = 40
# A text goes on being tried in vain where the next beginning is so near the last end.
_SLACK = 16


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A secret: from `start` to before `end`, and which rule says so (its place in the list)."""

    start: int
    end: int
    rule: int

    def touches(self, start: int, end: int) -> bool:
        """Whether any of it is between two positions."""
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
            here = self._in_all(text)
            return apart(_whole(text, found) for found in here) if here else here
        everything: list[Found] = []
        for colours in ("", " ") if escapes.has_colour_in_word(text) else ("",):
            quick = escapes.plain(text, colours)
            found = self._in_all(quick)
            if found:
                reading = escapes.read(text, colours)
                # A colour between a backslash and a letter makes the two readings differ.
                found = found if quick == reading.plain else self._in_all(reading.plain)
                everything += (_whole(text, _back(reading, one)) for one in found)
        return apart(everything)

    def across(self, left: str, right: str) -> Iterator[Found]:
        """What begins in one text and goes on in the next, counted from the first one's start."""
        for one in self.find(left + right):
            is_strict = self.rules[one.rule].is_token
            is_across = one.start < len(left) < one.end
            if is_across and is_rest((left + right)[len(left) : one.end], is_strict=is_strict):
                yield one

    def _in_all(self, text: str) -> list[Found]:
        """What is found in a text, with words of other languages read as ours."""
        read = in_ascii(text)
        if read is None:
            return self._in_every_way(text)
        return [_back(read, one) for one in self._in_every_way(read.plain)]

    def _in_every_way(self, text: str) -> list[Found]:
        """What is found in a text and in all other ways to read it."""
        found = known = self._in_plain(text)
        for variant in variants(text, self._begins):
            found = [*found, *self._in_variant(variant, known)]
        return found

    def _in_variant(self, variant: Variant, known: Sequence[Found]) -> Iterator[Found]:
        begun = {one.start for one in known}
        for window in variant.windows():
            for one in self._in_plain(window.plain):
                end = one.end if window.is_near(one.start, one.end) else one.start
                if variant.kind == JOINED:
                    is_strict = self.rules[one.rule].is_token
                    end = believed(window, one.start, one.end, begun, is_strict=is_strict)
                if one.start < end:
                    yield _back(window, Found(one.start, end, one.rule))
            if variant.kind == UNSEEN:
                for further in variants(window.plain, self._begins, but=UNSEEN):
                    for found in self._in_variant(further, ()):
                        yield _back(window, found)

    def _in_plain(self, text: str) -> list[Found]:
        """What the rules find in a text as it is."""
        found: list[Found] = []
        known: dict[int, int] = {}
        in_vain: dict[int, tuple[int, int]] = {}
        matchers = self._matchers
        for place, numbers in self._anchors.places(text):
            for number in numbers:
                if place < known.get(number, 0):
                    continue
                span, is_secret = (matchers[number] or self._matcher(number))(text, place)
                if span is None or not (is_secret or _is_too_often(in_vain, number, place, span)):
                    continue
                if span[0] < span[1] and not _in_mark(text, place, span[0]):
                    known[number] = span[1]
                    found.append(Found(*span, number))
        return found

    def _begins(self, text: str, start: int, end: int) -> bool:
        """Whether any secret could begin in a part of a text."""
        return next(self._anchors.places(text[start:end]), None) is not None

    def _matcher(self, number: int) -> Matcher:
        matcher = self._matchers[number] = self.rules[number].matcher()
        return matcher


def _is_too_often(
    in_vain: dict[int, tuple[int, int]], number: int, place: int, span: tuple[int, int]
) -> bool:
    """Count a rule's try in vain; whether there were too many in a row to be anybody's writing."""
    end, times = in_vain.get(number, (0, 0))
    times = times + 1 if place < end + _SLACK else 0
    in_vain[number] = span[1], times
    return times >= _IN_VAIN


def _back(reading: Back, found: Found) -> Found:
    return Found(*reading.origin(found.start, found.end), found.rule)


def _in_mark(text: str, anchor: int, start: int) -> bool:
    """Whether this is what masking left: marks name secrets, and are none."""
    mark = text.rfind(_MARK, max(0, anchor - _LONGEST_MARK), anchor)
    return text.startswith(_MARK, start) or (mark >= 0 and text.find("]", mark) >= anchor)


def apart(found: Iterable[Found]) -> list[Found]:
    """In order, overlapping ones as one, which has the name of the first rule."""
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
        # A value that ends with backslashes has them before the quote, in pairs at every depth.
        own = len(opening[1])
        if closing[2] == opening[2] and len(closing[1]) % (2 * own + 2) == own:
            return Found(found.start, closing.end() - 1 - own, found.rule)
        end = closing.end()
    return found
