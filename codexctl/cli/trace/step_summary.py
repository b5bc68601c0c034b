"""Reports traces of the local store to a step of a workflow in GitHub Actions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.view.export.gather import Gathered

# At most this many traces, the newest of a run; the store has the others.
_MOST = 200


def tell_of_traces(trace_ids: Sequence[str]) -> None:
    """Report traces of the local store to the step, without content."""
    from codexctl.cli.github.step import tell
    from codexctl.cli.github.turn_summary import markdown, remarks
    from codexctl.environment import given

    found = _gathered(trace_ids)
    tell(markdown(found), remarks(found), given())


def traces_since(began_ns: int) -> list[str]:
    """The traces with turns that began then or later, oldest first.

    `began_ns` is in nanoseconds since 1970.
    """
    from codexctl.cli.trace.reading import opened_store
    from codexctl.deliver.store.query import TurnFilter
    from codexctl.trace.values import rfc3339

    with opened_store() as store:
        wanted = TurnFilter(since=rfc3339(began_ns))
        turns = list(store.turns(wanted, limit=_MOST)) if store else []
    return list(dict.fromkeys(str(turn["trace_id"]) for turn in reversed(turns)))


def _gathered(trace_ids: Sequence[str]) -> list[Gathered]:
    from codexctl.cli.trace.reading import opened_store
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.locations import locate
    from codexctl.settings.load import load_prices
    from codexctl.view.export.gather import Chosen, gather
    from codexctl.view.prices import Prices

    locations = locate(os.environ)
    capture = capture_for_views(locations, os.environ, "metadata")
    prices = Prices(load_prices(locations.settings_toml))
    with opened_store() as store:
        if store is None:
            return []
        return [
            gather(store, capture, Chosen(store.session_of(one), one), prices) for one in trace_ids
        ]
