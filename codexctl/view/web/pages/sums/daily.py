"""Sums by day: the bars of a period, and the squares of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from codexctl.view.charts.bars import Bar, Bars, bars, labelled
from codexctl.view.charts.heatmap import Heatmap, Square, heatmap
from codexctl.view.charts.periods import days_between
from codexctl.view.web.pages.sums.links import turns_by_day
from codexctl.view.web.pages.sums.measures import Figures, Measure

# Sums for each day that has any.
Days = Mapping[date, Figures]
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the plot: its bar, its text, and its link."""

    day: date
    bar: Bar
    said: str
    address: str


@dataclass(frozen=True, slots=True)
class Daily:
    """The plot of a period. `labels` are the days that are named below it."""

    plot: Bars
    days: tuple[DayBar, ...]
    labels: tuple[date, ...]
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DaySquare:
    """One day of the year: its square, its text, and its link."""

    square: Square
    said: str
    address: str


@dataclass(frozen=True, slots=True)
class Year:
    """The year that ends today."""

    map: Heatmap
    days: tuple[DaySquare, ...]


def daily(
    days: Days, first: date, last: date, measure: Measure, filters: Mapping[str, str]
) -> Daily:
    """The plot of the days from `first` to `last`; some may have no turns."""
    shown = days_between(first, last)
    stacks = [_values(days.get(day), measure) for day in shown]
    plot = bars(stacks)
    lead = turns_by_day(filters)
    made = (
        DayBar(day, bar, said(day, days.get(day), measure), lead(day))
        for day, bar in zip(shown, plot.bars, strict=True)
    )
    labels = tuple(shown[index] for index in labelled(len(shown)))
    return Daily(plot, tuple(made), labels, tuple(measure.said(tick) for tick in plot.ticks))


def year(days: Days, last: date, measure: Measure, filters: Mapping[str, str]) -> Year:
    """The year that ends with `last`; `measure` must be one that adds up, so not a latency."""
    laid = heatmap({day: measure.total(figures) for day, figures in days.items()}, last)
    lead = turns_by_day(filters)
    squares = (
        DaySquare(
            square,
            said(square.day, days.get(square.day), measure),
            lead(square.day),
        )
        for square in laid.squares
    )
    return Year(laid, tuple(squares))


def said(day: date, figures: Figures | None, measure: Measure) -> str:
    """A day in words, as a tooltip and for people who cannot see the plot."""
    name = day.strftime("%a %Y-%m-%d")
    if figures is None:
        return f"{name}: {_NOTHING}"
    return f"{name}: {measure.parts_said(figures)}"


def _values(figures: Figures | None, measure: Measure) -> Sequence[float]:
    return measure.values(figures) if figures else ()
