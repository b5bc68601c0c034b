"""Turns: the newest first, a page at a time, with filters that stay in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.errors import UsageError
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED
from codexctl.view.queries.choices import choices
from codexctl.view.queries.deliveries import deliveries
from codexctl.view.queries.turn_page import TurnPage, kinds_hidden, turn_page
from codexctl.view.web.pages.filters import said, wanted, wrong_times
from codexctl.view.web.pages.page import Sheet, Visit

_AT_A_TIME = 50
_STATUSES = (COMPLETED, FAILED, INTERRUPTED, INCOMPLETE)


def show(visit: Visit) -> Sheet:
    """The turns that the address asks for."""
    filters, wrong = said(visit), wrong_times(visit)
    found = choices(visit.store, visit.capture) if visit.store else {}
    if visit.store is None or wrong:
        nothing = {"page": TurnPage((), ""), "deliveries": {}, "choices": found}
        return _sheet(visit, filters, nothing, wrong)
    page = turn_page(
        visit.store,
        visit.capture,
        wanted(visit),
        limit=_AT_A_TIME,
        cursor=visit.query.get("from", ""),
        prices=visit.prices(),
    )
    sent = {} if visit.of_files else deliveries(visit.locations, page.turns)
    return _sheet(visit, filters, {"page": page, "deliveries": sent, "choices": found}, wrong)


def _sheet(
    visit: Visit, filters: dict[str, str], found: Mapping[str, Any], wrong: Mapping[str, UsageError]
) -> Sheet:
    state = {
        "filters": filters,
        "wrong": wrong,
        "statuses": _STATUSES,
        "hidden": kinds_hidden(visit.capture),
        "is_newest": not visit.query.get("from"),
        "is_set_up": visit.locations.settings_toml.exists(),
    }
    return Sheet("turns.html.j2", {**found, **state}, status=400 if wrong else 200)
