"""Filters in a page's address: their names, the turns that they select, and addresses with them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from codexctl.deliver.store.query import TurnFilter
from codexctl.errors import UsageError
from codexctl.view.queries.filters import filter_of, instant_of
from codexctl.view.web.pages.page import Visit

# The names in the address, each with the command line option that means the same.
FILTERS: Mapping[str, str] = {
    "text": "search",
    "since": "since",
    "until": "until",
    "project": "cwd",
    "model": "model",
    "status": "status",
    "tool": "tool",
    "tier": "tier",
    "origin": "origin",
    "session": "session",
    "user": "user",
    "team": "team",
}
# Those that are times.
TIMES = ("since", "until")


def said(visit: Visit) -> dict[str, str]:
    """The filters in the address, by their names there; without empty ones."""
    given = {name: visit.query.get(name, "").strip() for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def wrong_times(visit: Visit) -> dict[str, UsageError]:
    """What is wrong with the times that were typed, by the names of their fields."""
    found = {}
    for name, text in said(visit).items():
        if name in TIMES:
            try:
                instant_of(text)
            except UsageError as error:
                found[name] = error
    return found


def wanted(visit: Visit) -> TurnFilter:
    """The filter for turns in the address. Raises UsageError for an invalid time."""
    if visit.store is None:
        return TurnFilter()
    asked = {FILTERS[name]: value for name, value in said(visit).items()}
    return filter_of(visit.store, **asked)


def address(path: str, state: Mapping[str, str] | None = None, **changes: str) -> str:
    """The address of one of our pages with its state; empty values are left out."""
    held = {name: value for name, value in {**(state or {}), **changes}.items() if value}
    return f"{path}?{urlencode(held)}" if held else path
