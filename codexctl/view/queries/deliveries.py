"""To which destinations the turns of a page were delivered, besides the local store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codexctl.deliver.cursors.delivered import Delivered, Place, delivered
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.model import LOCAL
from codexctl.trace.values import instant
from codexctl.view.queries.turn_page import TurnLine


def deliveries(locations: Locations, turns: Sequence[TurnLine]) -> Mapping[Place, list[Delivered]]:
    """The state of delivery of each turn at each destination in the settings but the local store.

    By thread and turn. Empty if there is no such destination, or if the state cannot be read; then
    `codexctl status` says why.
    """
    try:
        settings = settings_in_force(locations, {})
        names = [one.name for one in settings.destinations if one.kind != LOCAL]
        if not names or not turns:
            return {}
        asked = [
            (
                str(turn.figures["thread_id"]),
                str(turn.figures["turn_id"]),
                instant(str(turn.figures["started_at"])) or 0,
            )
            for turn in turns
        ]
        found = delivered(locations.cursors_db, names, asked)
    except CodexctlError:
        return {}
    return {place: stands for place, stands in found.items() if stands}
