"""Combines and prices groups from the store while sums are calculated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.shown import labels_shown
from codexctl.deliver.store.sums.billed import Billed
from codexctl.deliver.store.sums.scan import Group
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CODEX_CWD
from codexctl.view.queries.summing_up.rate_book import RateBook
from codexctl.view.stats import DAY, MONTH, PROJECT, TEAM, TOOL, USER, WEEK, Stats, Sums

_ORDINARY = ("", "auto", "default")


class Summing:
    """Sums by key and in total. `total_turns` is set if one turn can be in several groups.

    It is the number of all turns, and of those that did not complete. With `with_times` off, the
    durations of calls are left out.
    """

    def __init__(
        self, by: str, book: RateBook, capture: Capture, *, with_times: bool = True
    ) -> None:
        self.by = by
        self.book = book
        self.with_times = with_times
        self.total_turns: tuple[int, int] | None = None
        self._capture = capture
        self._groups: dict[str, Sums] = {}
        self._total = Sums()
        self._unpriced: dict[str, int] = {}
        self._homes: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def add(
        self, key: str, home: str, values: Sequence[Any], priced_calls: int, spent: Decimal
    ) -> None:
        """Add a group of the store; `priced_calls` of its calls cost `spent` dollars together."""
        home = self._home(home)
        if not self.with_times:
            values = [*values[:-2], "", ""]
        for sums in (self._groups.setdefault(self._key(key), Sums()), self._total):
            sums.add(values, home)
            sums.add_cost(priced_calls, spent)

    def add_group(self, group: Group) -> None:
        """Add a group without a price, and calculate its cost."""
        calls, spent = group.values[2], Decimal(0)
        rates = self.book.rates(group.billed, group.hour) if group.billed else None
        if rates:
            given, cached, written, said = group.values[4:8]
            spent = rates.cost(calls, given, cached, written, said)
        elif group.billed:
            self.add_unpriced(group.billed, calls)
        self.add(group.key, group.home, group.values, calls if rates else 0, spent)

    def add_unpriced(self, billed: Billed, calls: int) -> None:
        """Note calls whose price is not known."""
        name = priced_as(billed)
        self._unpriced[name] = self._unpriced.get(name, 0) + calls

    def stats(self) -> Stats:
        """The result."""
        if self.total_turns is not None:
            self._total.turns, self._total.turns_not_completed = self.total_turns
        groups = dict(sorted(self._groups.items(), key=_order(self.by)))
        return Stats(self.by, groups, self._total, dict(sorted(self._unpriced.items())))

    def _key(self, key: str) -> str:
        if self.by not in (PROJECT, USER, TEAM):
            return key
        if key not in self._shown:
            self._shown[key] = (
                self._capture.content(CODEX_CWD, key)
                if self.by == PROJECT
                else labels_shown({self.by: key}, self._capture).get(self.by, "")
            )
        return self._shown[key]

    def _home(self, home: str) -> str:
        if home not in self._homes:
            self._homes[home] = self._capture.folder(home)
        return self._homes[home]


def priced_as(billed: Billed) -> str:
    """A model as its price is looked up: with its service tier, if it is not the default."""
    return billed.model + (f" ({billed.tier})" if billed.tier not in _ORDINARY else "")


def _order(by: str) -> Callable[[tuple[str, Sums]], tuple[object, ...]]:
    """The order of groups: times by time, tools by their calls, others by their tokens."""
    if by in (DAY, WEEK, MONTH):
        return lambda item: (item[0],)
    if by == TOOL:
        return lambda item: (-item[1].tool_calls, item[0])
    return lambda item: (-item[1].input_tokens - item[1].output_tokens, item[0])
