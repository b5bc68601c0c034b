"""Which turns are wanted, from words as a person writes them: the same here and in a browser."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codexctl.deliver.rollouts.folders import meant
from codexctl.deliver.store.choices import choices
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.errors import UsageError
from codexctl.trace.values import NS_PER_S, rfc3339

# `30m`, `24h`, `7d`, `4w`.
_AGO = re.compile(r"(\d{1,6})([mhdw])\Z")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
# More folders than anybody has; they are read one by one from an index.
_MOST_FOLDERS = 100_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_of(text: str) -> int:
    """A time as a person writes it, in nanoseconds since 1970.

    ISO 8601 (local unless it says otherwise), or how long ago: `30m`, `24h`, `7d`, `4w`.
    Raises UsageError for anything else.
    """
    ago = _AGO.match(text)
    if ago:
        return time.time_ns() - int(ago.group(1)) * _SECONDS[ago.group(2)] * NS_PER_S
    try:
        # In whole microseconds: a fraction of a second in floating point is off by a little.
        return (datetime.fromisoformat(text).astimezone(UTC) - _EPOCH) // _MICROSECOND * 1000
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{text!r} is no date or time", "write 2026-01-31, 2026-01-31T09:00 or 7d"
        ) from None


def filter_of(
    store: LocalStore,
    *,
    since: str = "",
    until: str = "",
    session: str = "",
    model: str = "",
    status: str | None = None,
    cwd: str = "",
    workspace: str = "",
    environment: str = "",
    agent_id: str = "",
    tool: str = "",
    tier: str = "",
    origin: str = "",
    search: str = "",
) -> TurnFilter:
    """The filter that these words ask for. A folder is taken as it is seen from here.

    The names are those of the command line's options. Raises UsageError for a time that is none.
    """
    return TurnFilter(
        since=rfc3339(instant_of(since)) if since else "",
        until=rfc3339(instant_of(until)) if until else "",
        session=session,
        model=model,
        status=status or "",
        folders=meant(cwd, choices(store, "cwd", _MOST_FOLDERS), Path.cwd()) if cwd else None,
        workspace=workspace,
        environment=environment,
        agent_id=agent_id,
        tool=tool,
        tier=tier,
        origin=origin,
        text=search,
    )
