"""Makes a filter for turns from text that people type: the same for commands and pages."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from codexctl.deliver.rollouts.folders import meant
from codexctl.deliver.store.choices import choices
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.errors import UsageError
from codexctl.trace.values import INT64_MAX, NS_PER_S, rfc3339
from codexctl.view.queries.which_trace import trace_meant

# `30m`, `24h`, `7d`, `4w`.
_AGO = re.compile(r"(\d{1,6})([mhdw])\Z")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
# More folders than anybody has; they are read one by one from an index.
_MOST_FOLDERS = 100_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_of(text: str) -> int:
    """Parse a time as people write it; the result is in nanoseconds since 1970.

    ISO 8601 (in local time unless it has an offset), or how long ago: `30m`, `24h`, `7d`, `4w`.
    Raises UsageError for anything else.
    """
    ago = _AGO.match(text)
    if ago:
        return time.time_ns() - int(ago.group(1)) * _SECONDS[ago.group(2)] * NS_PER_S
    try:
        # In whole microseconds: a fraction of a second in floating point is not exact.
        return (datetime.fromisoformat(text).astimezone(UTC) - _EPOCH) // _MICROSECOND * 1000
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{text!r} is not a date or time", "write 2026-01-31, 2026-01-31T09:00 or 7d"
        ) from None


def local_day(text: str, *, is_end: bool = False) -> date | None:
    """The local day of a time as people write it; None if it is empty or outside the calendar.

    `is_end` is for the end of a period, which is not in the period: for a midnight, the result is
    the day before. Raises UsageError as `instant_of` does.
    """
    if not text:
        return None
    microseconds = instant_of(text) // 1000 - is_end
    try:
        return (_EPOCH + timedelta(microseconds=microseconds)).astimezone().date()
    except (ValueError, OverflowError, OSError):
        # At the ends of the calendar, if the time zone leads out of it.
        return None


def filter_of(
    store: LocalStore,
    *,
    since: str = "",
    until: str = "",
    session: str = "",
    trace: str = "",
    model: str = "",
    status: str | None = None,
    cwd: str = "",
    workspace: str = "",
    environment: str = "",
    agent_id: str = "",
    user: str = "",
    team: str = "",
    tool: str = "",
    tier: str = "",
    origin: str = "",
    search: str = "",
) -> TurnFilter:
    """The filter for these values; a relative folder is relative to the current one.

    The names are those of the command line's options. Raises UsageError for an invalid time,
    CodexctlError if no trace, or several, have this id.
    """
    return TurnFilter(
        since=_bound(since),
        until=_bound(until),
        session=session,
        trace=trace_meant(store, trace) if trace else "",
        model=model,
        status=status or "",
        folders=meant(cwd, choices(store, "cwd", _MOST_FOLDERS), Path.cwd()) if cwd else None,
        workspace=workspace,
        environment=environment,
        agent_id=agent_id,
        user=user,
        team=team,
        tool=tool,
        tier=tier,
        origin=origin,
        text=search,
    )


def _bound(text: str) -> str:
    # No turn is from before 1970, or from a time with more nanoseconds than a row can store; such a
    # bound would be read as no bound at all.
    return rfc3339(min(max(instant_of(text), 0), INT64_MAX)) if text else ""
