"""What to say where there are no turns to show, and what would bring some."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.deliver.rollouts.files import Rollout

_NONE_YET = "No turns yet. Run a Codex turn, or see: codexctl status"
_NOT_SET_UP = "No turns yet, and nothing is set up: codexctl setup"
_NONE_SUCH = "No turn is like that. All of them: codexctl trace list"
_EARLIER = (
    "No turns yet. There are sessions from before setup, which are stored when you ask for it:"
    " codexctl trace export --all"
)


def nothing_to_show(filters: Mapping[str, Any]) -> str:
    """What to say of an empty list: before any setup, nothing will ever come.

    Raises CodexctlError where nothing can come: a directory lies in the place of the cursors.
    """
    from codexctl.deliver.sqlite.errors import not_a_file

    if any(filters.values()):
        return _NONE_SUCH
    locations = locate(os.environ)
    if not (locations.settings_toml.exists() or locations.traces_db.exists()):
        return _NOT_SET_UP
    if instead := not_a_file(locations.cursors_db):
        raise instead
    return _EARLIER if _has_earlier_sessions(locations) else _NONE_YET


def _has_earlier_sessions(locations: Locations) -> bool:
    """Whether a session lies on disk that setup marked as seen for the local store."""
    from codexctl.deliver.cursors.acknowledged import Cursors
    from codexctl.deliver.rollouts.files import find
    from codexctl.policy.limits.in_force import settings_in_force
    from codexctl.settings.model import LOCAL

    with suppress(CodexctlError, OSError):  # what cannot be read, `status` says
        settings = settings_in_force(locations, os.environ)
        cursors = Cursors.open_existing(locations.cursors_db)
        if cursors is None:
            return False
        try:
            stores = [there.name for there in settings.destinations if there.kind == LOCAL]
            since = [
                found.since_ns for name in stores if (found := cursors.destinations.standing(name))
            ]
        finally:
            cursors.close()
        until = max(since, default=0)
        return any(_began_ns(there) < until for there in find(locations.rollout_folders))
    return False


def _began_ns(rollout: Rollout) -> int:
    """When a session began at the latest, in nanoseconds since 1970.

    A copy that was put back is as young as the copying; the id in its name (a UUID of version 7)
    begins with the milliseconds at which the session began.
    """
    thread = Path(rollout.file).stem[-36:].replace("-", "")
    with suppress(ValueError):
        return min(int(thread[:12], 16) * 1_000_000, rollout.mtime_ns)
    return rollout.mtime_ns
