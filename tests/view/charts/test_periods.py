"""A period begins with a whole day, and what a person wrote goes before a name."""

from __future__ import annotations

from datetime import date

import pytest

from codexctl.view.charts.periods import Period, day_of, days_between, first_day, period_of

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("name", "since"),
    [("7d", "2026-11-20"), ("30d", "2026-10-28"), ("90d", "2026-08-29"),
     ("year", "2025-11-27"), ("all", "")],
)  # fmt: skip
def test_a_period_has_so_many_days_and_ends_today(name: str, since: str) -> None:
    assert period_of(name, "", "", TODAY) == Period(name, since)


@pytest.mark.parametrize("name", ["", "31d", "<script>"])
def test_what_is_no_period_is_the_usual_one(name: str) -> None:
    assert period_of(name, "", "", TODAY) == Period("30d", "2026-10-28")


def test_bounds_that_were_written_go_before_a_name() -> None:
    assert period_of("7d", "2w", "", TODAY) == Period("custom", "2w", "")
    assert period_of("7d", "", "2026-11-01", TODAY) == Period("custom", "", "2026-11-01")


def test_days_are_counted_with_both_ends() -> None:
    days = days_between(first_day(TODAY, 7), TODAY)
    assert (len(days), days[0], days[-1]) == (7, date(2026, 11, 20), TODAY)
    assert days_between(TODAY, date(2026, 11, 25)) == []


@pytest.mark.parametrize("key", ["", "total", "2026-13-01", "W47"])
def test_what_is_no_day_is_none(key: str) -> None:
    assert day_of(key) is None
