"""The message if there are no turns to show, and the command that helps."""

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
_NONE_SUCH = "No turn matches. To list all turns: codexctl trace list"
_EARLIER = (
    "No turns yet. There are sessions from before setup; to store them: codexctl trace export --all"
)


def nothing_to_show(filters: Mapping[str, Any]) -> str:
    """The message for an empty list; without a setup, turns will never appear.

    Raises CodexctlError if turns cannot be stored, because the cursors' file is a directory.
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
    """Whether there is a session on disk that setup marked as seen for the local store."""
    from codexctl.deliver.cursors.acknowledged import Cursors
    from codexctl.deliver.rollouts.files import find
    from codexctl.policy.limits.in_force import settings_in_force
    from codexctl.settings.model import LOCAL

    with suppress(CodexctlError, OSError):  # `status` reports what cannot be read
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
    """The latest time at which a session can have begun, in nanoseconds since 1970.

    A restored copy has the time of the copying. So the id in the name is also used: as a UUID of
    version 7, it begins with the session's start in milliseconds.
    """
    thread = Path(rollout.file).stem[-36:].replace("-", "")
    with suppress(ValueError):
        return min(int(thread[:12], 16) * 1_000_000, rollout.mtime_ns)
    return rollout.mtime_ns
