"""Turns page by page, the newest first: the list of turns, here and in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from codexctl.deliver.store.kept.words import has_words
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.opening import first_words
from codexctl.deliver.store.pages import PageRow, Spot, page, steps_of
from codexctl.deliver.store.query import KINDS, Step, TurnFilter
from codexctl.deliver.store.shown import labels_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CHAT, CODEX_CWD, CODEX_ORIGINATOR, INPUT_VALUE
from codexctl.trace.values import NS_PER_MS
from codexctl.view.prices import Prices

# The categories of content of each kind of text; if there are several, each can hide it.
_CATEGORIES: Mapping[str, frozenset[str]] = {
    "prompts": frozenset({"prompts"}),
    "answers": frozenset({"responses"}),
    "commands": frozenset({"tool_arguments"}),
    "output": frozenset({"tool_results"}),
    "paths": frozenset({"paths"}),
}
# How many turns are read at a time if all are wanted.
_MANY = 500
_APART = "~"
# A cursor that begins like this asks for turns newer than its place.
_UPWARDS = "+"


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn as in lists; what may not be shown is empty.

    `figures` are those of `--json`. `waited_ms` is how long a person was waited for. `cost` is in
    US dollars, for the calls that have a price: None if none has or prices were not asked for; the
    calls in `calls_without_cost` are not included. `withheld` are the categories of content that
    the store did not get, `home` is the Codex home that recorded the turn, `policy` the id of the
    administrator's policy that applied to it, `user` and `team` are whose it is.
    """

    figures: Mapping[str, Any]
    cwd: str
    prompt: str
    waited_ms: int
    calls_without_usage: int
    tier: str
    origin: str
    home: str
    withheld: tuple[str, ...]
    policy: str = ""
    user: str = ""
    team: str = ""
    cost: Decimal | None = None
    calls_without_cost: int = 0

    def row(self) -> dict[str, Any]:
        """The turn as in `trace list --json`: its figures, and everything beside them."""
        return {
            **self.figures,
            "cwd": self.cwd or None,
            "prompt": self.prompt or None,
            "waited_ms": self.waited_ms,
            "calls_without_usage": self.calls_without_usage,
            "tier": self.tier or None,
            "origin": self.origin or None,
            "codex_home": self.home or None,
            "withheld": list(self.withheld),
            "policy": self.policy or None,
            "user": self.user or None,
            "team": self.team or None,
            "cost_usd": None if self.cost is None else float(self.cost),
            "calls_without_cost": self.calls_without_cost,
        }

    @property
    def trace_id(self) -> str:
        """The trace that the turn is in."""
        return str(self.figures["trace_id"])


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Turns of one page, the newest first.

    `older` is the cursor of the next page, empty at the end; `newer` that of the previous page,
    empty on the first.
    """

    turns: tuple[TurnLine, ...]
    older: str
    newer: str = ""


def turn_page(
    store: LocalStore,
    capture: Capture,
    wanted: TurnFilter,
    *,
    limit: int = 50,
    cursor: str = "",
    prices: Prices | None = None,
) -> TurnPage:
    """One page of the turns that `wanted` selects, as far as they may be shown.

    `limit` is how many turns a page has. `cursor` is the `older` or `newer` of another page; an
    empty or invalid one is the newest page. Text is searched only if it may be shown. Without
    `prices`, there are no costs. Raises Broken for a row that cannot be read.
    """
    is_upwards, spot = cursor.startswith(_UPWARDS), spot_of(cursor.removeprefix(_UPWARDS))
    after, before = (spot, None) if is_upwards else (None, spot)
    rows = page(store, answerable(store, wanted, capture), limit + 1, before, after=after)
    has_more = len(rows) > limit
    if after and len(rows) < limit:
        # Fewer turns than a page are newer: the result is then the newest page, complete.
        return turn_page(store, capture, wanted, limit=limit, prices=prices)
    shown = rows[-limit:] if after else rows[:limit]
    lines = lines_of(store, capture, shown, prices)
    return TurnPage(
        tuple(lines),
        older=cursor_of(shown[-1].spot) if shown and (after or has_more) else "",
        newer=_UPWARDS + cursor_of(shown[0].spot)
        if shown and (has_more if after else before)
        else "",
    )


def lines_of(
    store: LocalStore, capture: Capture, rows: Sequence[PageRow], prices: Prices | None
) -> list[TurnLine]:
    """Turns as in lists; without `prices`, there are no costs."""
    lines = [_line(row, capture) for row in rows]
    if prices is None:
        return lines
    steps = steps_of(store, [row.place for row in rows])
    return [_priced(line, steps[row.place], prices) for line, row in zip(lines, rows, strict=True)]


def all_pages(
    store: LocalStore,
    capture: Capture,
    wanted: TurnFilter,
    limit: int | None = None,
    prices: Prices | None = None,
) -> Iterator[TurnLine]:
    """The turns of all pages one after another, at most `limit`.

    Raises as `turn_page` does.
    """
    cursor, left = "", limit
    while left is None or left > 0:
        many = _MANY if left is None else min(left, _MANY)
        found = turn_page(store, capture, wanted, limit=many, cursor=cursor, prices=prices)
        yield from found.turns
        cursor, left = found.older, None if left is None else left - len(found.turns)
        if not cursor:
            return


def kinds_hidden(capture: Capture) -> list[str]:
    """The kinds of text that the limits hide, even if the store contains them."""
    shown = kinds_shown(capture)
    return [kind for kind in KINDS if kind not in shown]


def kinds_shown(capture: Capture) -> tuple[str, ...]:
    """The kinds of text that may be searched, because they may be shown."""
    withheld = frozenset(capture.withheld)
    return tuple(kind for kind in KINDS if withheld.isdisjoint(_CATEGORIES[kind]))


def answerable(store: LocalStore, wanted: TurnFilter, capture: Capture) -> TurnFilter:
    """A filter as `searchable` returns it; while there is no index, it finds no text."""
    if wanted.text and not has_words(store.connection):
        return replace(wanted, text_kinds=())
    return searchable(wanted, capture)


def searchable(wanted: TurnFilter, capture: Capture) -> TurnFilter:
    """A filter that does not find text that may not be shown."""
    if not wanted.text:
        return wanted
    shown = kinds_shown(capture)
    return replace(wanted, text_kinds=tuple(kind for kind in wanted.text_kinds if kind in shown))


def _line(row: PageRow, capture: Capture) -> TurnLine:
    whose = labels_shown({"user": row.user, "team": row.team}, capture)
    return TurnLine(
        figures=capture.summary(row.summary),
        cwd=capture.content(CODEX_CWD, row.cwd),
        prompt=first_words(row.prompt, partial(capture.content, INPUT_VALUE)),
        waited_ms=row.waited_ns // NS_PER_MS,
        calls_without_usage=row.calls_without_usage,
        tier=row.tier,
        origin=capture.content(CODEX_ORIGINATOR, row.origin),
        home=capture.folder(row.home),
        withheld=tuple(row.withheld.split(",")) if row.withheld else (),
        policy=row.policy,
        user=whose.get("user", ""),
        team=whose.get("team", ""),
    )


def _priced(line: TurnLine, steps: Iterable[Step], prices: Prices) -> TurnLine:
    costs = [prices.cost(step) for step in steps if step.operation == CHAT]
    known = [cost for cost in costs if cost is not None]
    without = len(costs) - len(known)
    return replace(line, cost=sum(known, Decimal(0)) if known else None, calls_without_cost=without)


def cursor_of(spot: Spot) -> str:
    """The position of a turn in time, for an address."""
    return _APART.join(spot)


def spot_of(cursor: str) -> Spot | None:
    """The position in a cursor; None if it is not a cursor."""
    parts = cursor.split(_APART)
    return Spot(*parts) if len(parts) == len(Spot._fields) else None
