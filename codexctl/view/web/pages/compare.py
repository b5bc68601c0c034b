"""Compare: two turns, or two models over a period, side by side."""

from __future__ import annotations

from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING
from codexctl.view.charts.periods import PERIODS
from codexctl.view.queries.choices import choices
from codexctl.view.queries.comparing.compare import MOST_CALLS, compare_models, compare_turns
from codexctl.view.queries.turn import trace_like
from codexctl.view.queries.turn_page import turn_page
from codexctl.view.web.pages.page import NotThere, Sheet, Visit
from codexctl.view.web.pages.sums.asked import filters_asked, period_asked, turns_asked

TURN, MODEL = "turn", "model"
# How many turns a list offers; any other can be chosen by its id in the address.
_LATEST = 50


def show(visit: Visit) -> Sheet:
    """The comparison that the address asks for, or a list to choose from."""
    by = MODEL if visit.query.get("by") == MODEL else TURN
    chosen = {side: visit.query.get(side, "").strip() for side in ("a", "b")}
    values: dict[str, Any] = {"by": by, "chosen": chosen, "turns": (), "models": (), "asked": {}}
    values |= {"periods": PERIODS, "comparison": None, "figures": (), "most_calls": MOST_CALLS}
    store = visit.store
    if store is not None and by == MODEL:
        values |= _models(visit, store, chosen)
    elif store is not None:
        values |= _turns(visit, store, chosen)
    return Sheet("compare.html.j2", values)


def _turns(visit: Visit, store: LocalStore, chosen: dict[str, str]) -> dict[str, Any]:
    latest = turn_page(store, visit.capture, EVERYTHING, limit=_LATEST).turns
    if not all(chosen.values()):
        return {"turns": latest}
    a, b = (_whole_id(store, chosen[side]) for side in ("a", "b"))
    found = compare_turns(store, visit.capture, visit.prices(), a, b)
    if found is None:
        raise NotThere("one of the turns is not in the store any more", "choose from the list")
    return {
        "turns": latest,
        "chosen": {"a": a, "b": b},
        "comparison": found,
        "figures": found.figures,
    }


def _whole_id(store: LocalStore, given: str) -> str:
    """The full id of a trace. Raises NotThere if no id, or several, begin like this."""
    found = trace_like(store, given.lower())
    if len(found) == 1 or given.lower() in found:
        return given.lower() if given.lower() in found else found[0]
    what = "several traces begin with" if found else "there is no trace"
    raise NotThere(f"{what} {given}", "choose from the list")


def _models(visit: Visit, store: LocalStore, chosen: dict[str, str]) -> dict[str, Any]:
    period = period_asked(visit)
    asked = filters_asked(visit, period)
    asked.pop("model", None)
    found: dict[str, Any] = {
        "models": choices(store, visit.capture).get("model", []),
        "asked": asked,
        "period": period,
    }
    if all(chosen.values()):
        wanted, pair = turns_asked(store, asked), (chosen["a"], chosen["b"])
        found["figures"] = compare_models(store, visit.capture, visit.prices(), wanted, pair)
    return found
