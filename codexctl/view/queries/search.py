"""Searches prompts, answers, commands, output and paths: hits in context, by session.

The index says which turns may match. Their texts are then read from their spans, as far as they may
be shown now, and only words that are found there count: text that limits hide is never found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.pages import PageRow, has_index, has_unread, page
from codexctl.deliver.store.query import KINDS, TurnFilter
from codexctl.trace.capture.filter import Capture
from codexctl.view.prices import Prices
from codexctl.view.queries.said import PATHS, said_in
from codexctl.view.queries.turn_page import TurnLine, cursor_of, lines_of, searchable, spot_of
from codexctl.view.queries.words import Fragment, Wanted, wanted_words

# How many hits of one turn are shown.
_MOST_HITS = 4
# How many turns are read for one page of hits: limits may hide all of those in the index.
_MOST_READ = 400
_AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit: the kind of text, the span, and the text around the words.

    `name` is the tool, empty for text by a person or the model.
    """

    kind: str
    name: str
    span_id: str
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class TurnHits:
    """The hits of one turn, those with the most words first; `has_more` if some are left out."""

    line: TurnLine
    hits: tuple[Hit, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class SessionHits:
    """The turns of a session that have hits, the newest first."""

    session_id: str
    cwd: str
    turns: tuple[TurnHits, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `older` is the cursor of the next page, empty at the end.

    A page is made from a limited number of turns, so it can be empty although there are older hits.
    `kinds` are the kinds of text that were searched, without those that may not be shown.
    """

    sessions: tuple[SessionHits, ...]
    kinds: tuple[str, ...]
    older: str

    @property
    def turns(self) -> int:
        """How many turns are on this page."""
        return sum(len(session.turns) for session in self.sessions)


def search(
    store: LocalStore,
    capture: Capture,
    asked: TurnFilter,
    *,
    kinds: Sequence[str] = KINDS,
    limit: int = 20,
    cursor: str = "",
    prices: Prices | None = None,
) -> Found:
    """Find the turns that contain all words of `asked.text`, the newest first, by session.

    `kinds` are the kinds of text to search, `limit` is how many turns a page has, `cursor` the
    `older` of the previous page. No text is an error; without words, nothing is found.
    """
    words = wanted_words(asked.text)
    narrowed = searchable(
        replace(asked, text=words.text, text_kinds=tuple(kinds), unread_too=has_unread(store)),
        capture,
    )
    kinds = narrowed.text_kinds
    if not words.terms or not kinds:
        return Found((), kinds, "")
    if not has_index(store):
        # Then every turn may match, and its text decides.
        narrowed = replace(narrowed, text="")
    found: list[tuple[PageRow, list[Hit]]] = []
    older = ""
    for row, behind in islice(_turns(store, narrowed, cursor), _MOST_READ):
        older = behind
        if hits := _hits(store, capture, row, words, kinds):
            found.append((row, hits))
        if len(found) == limit:
            break
    lines = lines_of(store, capture, [row for row, _ in found], prices)
    turns = [
        TurnHits(line, tuple(hits[:_MOST_HITS]), len(hits) > _MOST_HITS)
        for line, (_, hits) in zip(lines, found, strict=True)
    ]
    return Found(tuple(_by_session(turns)), kinds, older)


def _turns(store: LocalStore, wanted: TurnFilter, cursor: str) -> Iterator[tuple[PageRow, str]]:
    """The turns from a cursor on, each with the cursor after it, empty for the last."""
    while True:
        rows = page(store, wanted, _AT_A_TIME + 1, spot_of(cursor))
        for number, row in enumerate(rows[:_AT_A_TIME], start=1):
            cursor = cursor_of(row.spot) if number < len(rows) else ""
            yield row, cursor
        if len(rows) <= _AT_A_TIME:
            return


def _hits(
    store: LocalStore, capture: Capture, row: PageRow, words: Wanted, kinds: Container[str]
) -> list[Hit]:
    """The hits of a turn; none unless all words are in the text that may be shown."""
    told, seen = set[int](), set[str]()
    ranked: list[tuple[int, bool, int, Hit]] = []
    for number, said in enumerate(said_in(store, capture, row.place, words)):
        found = words.found_in(said.text) if said.kind in kinds else frozenset()
        if not found or said.text in seen:
            continue
        seen.add(said.text)
        told |= found
        hit = Hit(said.kind, said.name, said.span_id, words.excerpt(said.text))
        # The folder of a turn says less than what was done there, so such hits come last.
        ranked.append((-len(found), said.kind == PATHS, number, hit))
    if len(told) < len(words.terms):
        return []
    return [hit for *_, hit in sorted(ranked, key=lambda one: one[:3])]


def _by_session(turns: Iterable[TurnHits]) -> Iterator[SessionHits]:
    """Sessions in the order of their newest turn."""
    sessions: dict[str, list[TurnHits]] = {}
    for turn in turns:
        sessions.setdefault(str(turn.line.figures["session_id"]), []).append(turn)
    for session_id, own in sessions.items():
        yield SessionHits(session_id, own[0].line.cwd, tuple(own))
