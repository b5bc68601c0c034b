"""Which turns an address asks to sum up: its filters, and the period with its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.view.charts.periods import Period, period_of
from codexctl.view.queries.filters import filter_of
from codexctl.view.web.pages.filters import FILTERS, said
from codexctl.view.web.pages.page import Visit


def today() -> date:
    """The current day in the machine's own time zone."""
    return date.today()  # noqa: DTZ011


def period_asked(visit: Visit) -> Period:
    """The period that the address asks for."""
    written = said(visit)
    name = visit.query.get("period", "")
    return period_of(name, written.get("since", ""), written.get("until", ""), today())


def filters_asked(visit: Visit, period: Period) -> dict[str, str]:
    """The filters of the address with the period's bounds, in the form of the list of turns."""
    bounds = {"since": period.since, "until": period.until}
    return {name: text for name, text in {**said(visit), **bounds}.items() if text}


def turns_asked(store: LocalStore, filters: Mapping[str, str]) -> TurnFilter:
    """The turns that these filters select. Raises UsageError for an invalid time."""
    return filter_of(store, **{FILTERS[name]: text for name, text in filters.items()})
