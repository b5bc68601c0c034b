"""Masking texts and JSON structures: what was found is replaced by the name of its kind.

A masked place reads `[redacted:NAME]`, so that a reader knows what kind of thing was there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from codexctl.redact.rules import Rule, read_rules

if TYPE_CHECKING:
    from codexctl.redact.find import Finder, Found

# A number in JSON text: a member's value, or one of a list.
_NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*\Z")
_NUMBER_AFTER = re.compile(r"(\\*[\"'])\s{0,4}:\s{0,4}\Z|[\[,]\s{0,4}\Z")
_NUMBER_BEFORE = re.compile(r"\s{0,4}[,}\]]")
# How much of two pieces is put together to see what was cut.
_CUT = 300
_QUOTE = re.compile(r"\\*\"")


class Masker:
    """Masks by a fixed list of rules, earlier ones giving their name where several apply.

    `rules` is asked for them when there is something to mask: most processes that may have to
    mask end before that. Should it fail, it is asked again the next time: without its rules a
    masker masks nothing, so it must never be content with none. One `is_usual` has the rules that
    hold unless somebody asks for more, so that what they all let through is known without them.
    """

    def __init__(self, rules: Callable[[], Iterable[Rule]], *, is_usual: bool = False) -> None:
        self._read = rules
        self.is_usual = is_usual

    @cached_property
    def _finder(self) -> Finder:
        # Imported here: a process that masks nothing pays for none of the patterns behind it.
        from codexctl.redact.find import Finder

        return Finder(tuple(self._read()))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in their order."""
        return self._finder.rules

    def mask(self, text: str) -> str:
        """Mask one text."""
        found = self._finder.find(text)
        return self._masked(text, found) if found else text

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Where secrets are in a text: start, end, and the kind."""
        return [(one.start, one.end, self.rules[one.rule].name) for one in self._finder.find(text)]

    def mask_all(self, value: Any) -> Any:
        """Mask every text of a JSON structure, keys included, and numbers that are secrets.

        The texts are judged together, each with its key in sight: `{"password": "…"}` is an
        assignment, and `["--token", "…"]` a command line.
        """
        if isinstance(value, str):
            return self.mask(value)
        from codexctl.redact.structure import flat_and_named, rebuilt

        pieces, names = flat_and_named(value)
        found = self._finder.find("".join(pieces))
        found = self._with_cut(pieces, names, found) if len(names) > 1 else found
        return rebuilt(value, self._leaves(pieces, found)) if found else value

    def _with_cut(self, pieces: list[str], names: list[str], found: list[Found]) -> list[Found]:
        """What was found, and what only shows when two leaves are put together again."""
        from codexctl.redact.find import Found, apart
        from codexctl.redact.structure import cuts

        across: list[Found] = []
        starts: list[int] = []
        leaves = pieces[1::2]
        for before, after in cuts(names, leaves):
            starts = starts or _starts(pieces)
            left, right = leaves[before][-_CUT:], leaves[after][:_CUT]
            end = starts[before] + len(leaves[before])
            for one in self._finder.across(left, right):
                across.append(Found(end - (len(left) - one.start), end, one.rule))
                across.append(Found(starts[after], starts[after] + one.end - len(left), one.rule))
        return apart([*found, *across]) if across else found

    def _leaves(self, pieces: list[str], found: list[Found]) -> Iterator[str | None]:
        """For each leaf in turn its masked text; None where nothing is to be masked."""
        place, waiting = 0, found
        for number, piece in enumerate(pieces):
            end = place + len(piece)
            if number % 2:
                here = [one.within(place, end) for one in waiting if one.touches(place, end)]
                yield self._masked(piece, here) if here else None
            while waiting and waiting[0].end <= end:
                waiting = waiting[1:]
            place = end

    def _masked(self, text: str, found: list[Found]) -> str:
        pieces: list[str] = []
        done = 0
        for one in found:
            quote = _quote_for_number(text, one)
            mark = f"[redacted:{self.rules[one.rule].name}]"
            pieces += (text[done : one.start], quote, mark, quote)
            done = one.end
        return "".join((*pieces, text[done:]))


def _starts(pieces: list[str]) -> list[int]:
    """Where each leaf begins in all pieces put together."""
    ends = list(accumulate(map(len, pieces)))
    return ends[::2]


def compile_rules(data: Mapping[str, Any]) -> Masker:
    """A masker for a parsed rule file, without the kinds that are only masked on request."""
    rules = [rule for rule in read_rules(data["rule"]) if not rule.is_optional]
    return Masker(lambda: rules)


def _quote_for_number(text: str, found: Found) -> str:
    """The quote that a mark needs which takes a number's place in JSON text; empty elsewhere."""
    if not _NUMBER.match(text, found.start, found.end):
        return ""
    before = _NUMBER_AFTER.search(text, max(0, found.start - 16), found.start)
    if before is None or not _NUMBER_BEFORE.match(text, found.end):
        return ""
    quotes = _QUOTE.findall(text, max(0, found.start - 200), found.start)
    return before[1] or (quotes[-1] if quotes else '"')
