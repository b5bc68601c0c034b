"""Stats: sums of turns for a period, by day and in groups."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED
from codexctl.view.charts.heatmap import DAYS
from codexctl.view.charts.periods import CUSTOM, PERIODS, Period, day_of, first_day
from codexctl.view.queries.choices import choices
from codexctl.view.queries.filters import local_day
from codexctl.view.queries.rate_limits import rate_limits
from codexctl.view.queries.sums import GROUPINGS, sums
from codexctl.view.stats import DAY, MODEL, SESSION
from codexctl.view.web.pages.filters import said, wrong_times
from codexctl.view.web.pages.page import Sheet, Visit
from codexctl.view.web.pages.sums.asked import filters_asked, period_asked, today, turns_asked
from codexctl.view.web.pages.sums.daily import Days, daily, year
from codexctl.view.web.pages.sums.kept_days import kept
from codexctl.view.web.pages.sums.links import turns_of
from codexctl.view.web.pages.sums.measures import MEASURES, Measure

_STATUSES = (COMPLETED, FAILED, INTERRUPTED, INCOMPLETE)
# Sessions have a separate list; a table of all of them would be too long to read.
_GROUPS = tuple(by for by in GROUPINGS if by != SESSION)
# Rows of a table; `trace stats` shows all.
_MOST_ROWS = 100
# Bars that can be distinguished, and rows of days; of a longer period, the latest bars are shown.
_MOST_BARS = 400


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks for. `filters` are those of turns, with the period's bounds."""

    period: Period
    by: str
    measure: Measure
    filters: Mapping[str, str]
    said: Mapping[str, str]
    today: date


def show(visit: Visit) -> Sheet:
    """The sums that the address asks for."""
    asked, wrong = _asked(visit), wrong_times(visit)
    values: dict[str, Any] = {
        "asked": asked,
        "wrong": wrong,
        "periods": PERIODS,
        "groupings": _GROUPS,
        "measures": MEASURES,
        "statuses": _STATUSES,
        "state": _state(asked),
        "is_empty": True,
        "choices": {},
    }
    if visit.store is not None:
        values |= {} if wrong else _found(visit, visit.store, asked)
        values["choices"] = choices(visit.store, visit.capture)
    return Sheet("stats.html.j2", values, status=400 if wrong else 200)


def _asked(visit: Visit) -> _Asked:
    period, by = period_asked(visit), visit.query.get("by", "")
    return _Asked(
        period=period,
        by=by if by in _GROUPS else MODEL,
        measure=MEASURES.get(visit.query.get("show", ""), MEASURES["tokens"]),
        filters=filters_asked(visit, period),
        said=said(visit),
        today=today(),
    )


def _state(asked: _Asked) -> dict[str, str]:
    """The parts of the address that stay if one of its values changes."""
    return {
        **asked.said,
        "period": asked.period.name if asked.period.name in PERIODS else "",
        "by": asked.by,
        "show": asked.measure.name,
    }


def _found(visit: Visit, store: LocalStore, asked: _Asked) -> dict[str, Any]:
    now_ns = time.time_ns()
    grouped = _summed(visit, store, asked.filters, asked.by)
    rows, most = grouped["groups"], _MOST_BARS if asked.by == DAY else _MOST_ROWS
    days, year_days = _by_day(visit, store, asked, grouped)
    is_custom = asked.period.name == CUSTOM
    # With a named period, the page is also shown if only the year below it has turns.
    if not (grouped["total"]["turns"] or rows) and (is_custom or not year_days):
        return {}
    first, last = _range(asked, days)
    heat = asked.measure if asked.measure.adds_up else MEASURES["turns"]
    # A whole day within a period of whole days needs no other bounds.
    within = asked.filters if is_custom else _unbound(asked.filters)
    return {
        "is_empty": False,
        "total": grouped["total"],
        "unpriced": grouped["unpriced_models"],
        "rows": [
            {**row, "address": turns_of(asked.filters, asked.by, row["key"] or "")}
            for row in rows[:most]
        ],
        "more_rows": max(len(rows) - most, 0),
        "daily": daily(days, first, last, asked.measure, within),
        "year": year(year_days, asked.today, heat, _unbound(asked.filters)),
        "heat": heat,
        "limits": rate_limits(store, visit.capture, now_ns),
        "now_ns": now_ns,
    }


def _by_day(
    visit: Visit, store: LocalStore, asked: _Asked, grouped: Mapping[str, Any]
) -> tuple[Days, Days]:
    """The days of the period, and the year that ends today; days in both are read once."""
    since = first_day(asked.today, DAYS)
    over_year = {**_unbound(asked.filters), "since": since.isoformat()}
    times = asked.measure.needs_times
    question = (tuple(over_year.items()), times, visit.capture.limits, visit.prices())
    year_days = kept(
        store, question, lambda: _days(_summed(visit, store, over_year, DAY, with_times=times))
    )
    begins = day_of(asked.period.since)
    if asked.period.name != CUSTOM and begins and begins >= since:
        return {day: sums for day, sums in year_days.items() if day >= begins}, year_days
    is_known = asked.by == DAY
    return _days(grouped if is_known else _summed(visit, store, asked.filters, DAY)), year_days


def _unbound(filters: Mapping[str, str]) -> dict[str, str]:
    """The filters without those of time."""
    return {name: text for name, text in filters.items() if name not in ("since", "until")}


def _summed(
    visit: Visit,
    store: LocalStore,
    filters: Mapping[str, str],
    by: str,
    *,
    with_times: bool = True,
) -> dict[str, Any]:
    """Sums as in `trace stats --json` with the same filters."""
    wanted = turns_asked(store, filters)
    asked = sums(store, visit.capture, wanted, by, visit.prices(), with_times=with_times)
    return asked.figures()


def _days(by_day: Mapping[str, Any]) -> Days:
    found = ((day_of(group["key"] or ""), group) for group in by_day["groups"])
    return {day: group for day, group in found if day is not None}


def _range(asked: _Asked, days: Days) -> tuple[date, date]:
    """The days that are plotted: the period, or all days from the first with turns.

    At least one day, whatever the bounds are. After today, there are only bars until the last day
    with turns.
    """
    latest = max([asked.today, *days])
    last = min(local_day(asked.period.until, is_end=True) or latest, latest)
    begins = local_day(asked.period.since) or min(days, default=last)
    return max(min(begins, last), _so_many_before(last)), last


def _so_many_before(last: date) -> date:
    return date.fromordinal(max(last.toordinal() - (_MOST_BARS - 1), 1))
