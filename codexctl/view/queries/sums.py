"""What turns come to: the sums of `trace stats` and of every page that has figures."""

from __future__ import annotations

from datetime import tzinfo

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.shown import figures_shown
from codexctl.trace.capture.filter import Capture
from codexctl.view.prices import Prices
from codexctl.view.queries.turn_page import searchable
from codexctl.view.stats import GROUPINGS, Stats, summed

__all__ = ["GROUPINGS", "Stats", "sums"]


def sums(
    store: LocalStore,
    capture: Capture,
    wanted: TurnFilter,
    by: str,
    prices: Prices,
    timezone: tzinfo | None = None,
) -> Stats:
    """Sum up the turns that are wanted, as far as that may be shown.

    `by` is one of GROUPINGS; days, weeks and months are those of `timezone`, None being the
    machine's own.
    """
    wanted = searchable(wanted, capture)
    rows = figures_shown(store.turn_rows(wanted), store.steps(wanted), capture)
    return summed(*rows, by, prices.cost, timezone)
