"""Search: finds words in what was said and done, with their context, session by session."""

from __future__ import annotations

from codexctl.deliver.store.query import KINDS
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED
from codexctl.view.queries.choices import choices
from codexctl.view.queries.search import Found, search
from codexctl.view.queries.turn_page import kinds_hidden, kinds_shown
from codexctl.view.queries.words import wanted_words
from codexctl.view.web.pages.filters import said, wanted, wrong_times
from codexctl.view.web.pages.page import Sheet, Visit

_STATUSES = (COMPLETED, FAILED, INTERRUPTED, INCOMPLETE)
_AT_A_TIME = 20


def show(visit: Visit) -> Sheet:
    """The turns that contain all words, with the places where the words are."""
    filters, inside = said(visit), visit.query.get("in", "")
    kinds = (inside,) if inside in KINDS else KINDS
    found, wrong = Found((), (), ""), wrong_times(visit)
    if visit.store is not None and filters.get("text") and not wrong:
        found = search(
            visit.store,
            visit.capture,
            wanted(visit),
            kinds=kinds,
            limit=_AT_A_TIME,
            cursor=visit.query.get("from", ""),
        )
    return Sheet(
        "search.html.j2",
        {
            "found": found,
            "filters": filters,
            "wrong": wrong,
            "has_words": bool(wanted_words(filters.get("text", "")).terms),
            "choices": choices(visit.store, visit.capture) if visit.store else {},
            "statuses": _STATUSES,
            "state": filters | ({"in": inside} if inside in KINDS else {}),
            "kinds": kinds_shown(visit.capture),
            "hidden": kinds_hidden(visit.capture),
            "is_first": not visit.query.get("from"),
        },
        status=400 if wrong else 200,
    )
