"""The links of figures: to the list of the turns that they are calculated from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from codexctl.view.charts.periods import day_of
from codexctl.view.queries.filters import instant_of
from codexctl.view.stats import DAY, MODEL, PROJECT, SESSION
from codexctl.view.web.door.admission import LONGEST_ADDRESS
from codexctl.view.web.pages.filters import address

TURNS = "/"
# Groups whose key is a value of the filter with the same name.
_BY_NAME = frozenset({MODEL, PROJECT, SESSION, "tool", "status", "tier", "user", "team"})


def turns_of(filters: Mapping[str, str], by: str, key: str) -> str:
    """The address of the turns of one group, among those that `filters` select.

    `filters` are as in an address, with the period's bounds. Empty if no filter selects the group:
    its key is not known, or too long for an address.
    """
    if not key:
        return ""
    if by in _BY_NAME:
        found = address(TURNS, filters, **{by: key})
        return found if len(found) <= LONGEST_ADDRESS else ""
    bounds = bounds_of(by, key)
    if bounds is None:
        return ""
    since, until = (bound.isoformat() for bound in bounds)
    return address(
        TURNS,
        filters,
        since=_narrower(filters.get("since", ""), since, max),
        until=_narrower(filters.get("until", ""), until, min),
    )


def turns_by_day(filters: Mapping[str, str]) -> Callable[[date], str]:
    """A function that returns the same as `turns_of` for a day, fast for hundreds of days."""
    if "since" in filters or "until" in filters:
        return lambda day: turns_of(filters, DAY, str(day))
    held = address(TURNS, filters)
    held += "&" if "?" in held else "?"
    return lambda day: f"{held}since={day}&until={day + timedelta(days=1)}"


def _narrower(asked: str, of_group: str, choose: Callable[..., str]) -> str:
    """The stricter of two bounds, as a period may begin or end in the middle of a day.

    `choose` returns the later (`max`) or the earlier one (`min`).
    """
    if not asked:
        return of_group
    # Days are compared as text: there are hundreds of them on a page.
    key = None if day_of(asked) else instant_of
    return choose(asked, of_group, key=key)


def bounds_of(by: str, key: str) -> tuple[date, date] | None:
    """The first day of a day, week (`2026-W48`) or month (`2026-11`), and the day after its last.

    None if the key is none of these.
    """
    try:
        if by == DAY:
            first = date.fromisoformat(key)
            return first, first + timedelta(days=1)
        if by == "week":
            first = date.fromisoformat(key)  # in ISO 8601, a week without a day means its Monday
            return first, first + timedelta(days=7)
        if by == "month":
            first = date.fromisoformat(f"{key}-01")
            return first, (first + timedelta(days=31)).replace(day=1)
    except ValueError:
        return None
    return None
