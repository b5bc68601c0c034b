"""Where a group of sums leads: to exactly the turns that it is of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.web.pages.sums.links import bounds_of, turns_of

DATES = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("by", "key", "wanted"),
    [
        ("model", "gpt-5.5", "/?status=failed&since=2026-11-01&model=gpt-5.5"),
        ("project", "/home/a b", "/?status=failed&since=2026-11-01&project=%2Fhome%2Fa+b"),
        ("tool", "exec_command", "/?status=failed&since=2026-11-01&tool=exec_command"),
        ("tier", "flex", "/?status=failed&since=2026-11-01&tier=flex"),
        ("status", "interrupted", "/?status=interrupted&since=2026-11-01"),
        ("day", "2026-11-26", "/?status=failed&since=2026-11-26&until=2026-11-27"),
        ("week", "2026-W48", "/?status=failed&since=2026-11-23&until=2026-11-30"),
        ("month", "2026-12", "/?status=failed&since=2026-12-01&until=2027-01-01"),
        ("model", "", ""),
        ("model", "x" * 9000, ""),
        ("day", "yesterday", ""),
        ("colour", "red", ""),
    ],
)
def test_the_filters_stay_and_the_group_is_one_more(by: str, key: str, wanted: str) -> None:
    filters = {"status": "failed", "since": "2026-11-01"}
    assert turns_of(filters, by, key) == wanted


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        ("2026-11-26T09:00", "", "/?since=2026-11-26T09%3A00&until=2026-11-27"),
        ("", "2026-11-26T18:00", "/?until=2026-11-26T18%3A00&since=2026-11-26"),
        ("2026-11-01", "2026-12-24", "/?since=2026-11-26&until=2026-11-27"),
        ("2026-11-01T09:00", "2026-12-24T09:00", "/?since=2026-11-26&until=2026-11-27"),
    ],
)
def test_a_period_that_begins_or_ends_within_a_day_still_holds(
    since: str, until: str, wanted: str
) -> None:
    filters = {name: text for name, text in (("since", since), ("until", until)) if text}
    assert turns_of(filters, "day", "2026-11-26") == wanted


@given(DATES)
def test_each_day_is_within_its_own_day_week_and_month(day: date) -> None:
    year, number, _ = day.isocalendar()
    keys = {"day": str(day), "week": f"{year}-W{number:02}", "month": f"{day:%Y-%m}"}
    for by, key in keys.items():
        found = bounds_of(by, key)
        assert found is not None
        first, behind = found
        assert first <= day < behind


@given(DATES)
def test_months_and_weeks_follow_one_another(day: date) -> None:
    month, week = bounds_of("month", f"{day:%Y-%m}"), bounds_of("week", f"{day:%G-W%V}")
    assert month is not None
    assert week is not None
    assert bounds_of("month", f"{month[1]:%Y-%m}") == (month[1], _next_month(month[1]))
    assert week[1] - week[0] == timedelta(days=7)
    assert week[0].weekday() == 0


def _next_month(first: date) -> date:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
