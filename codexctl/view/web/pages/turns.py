"""Turns: the newest first, with filters that stay in the address."""

from __future__ import annotations

from codexctl.deliver.store.shown import turns_shown
from codexctl.view.web.pages.page import Sheet, Visit

_AT_A_TIME = 100


def show(visit: Visit) -> Sheet:
    """The turns that the address asks for."""
    turns = visit.store.turns(limit=_AT_A_TIME) if visit.store else ()
    return Sheet("turns.html.j2", {"turns": list(turns_shown(turns, visit.capture))})
