"""How delivery stands, from the cursors alone: nobody is asked, nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.deliver.cursors import Cursors, Look
from codexctl.deliver.rollouts import Rollout, find
from codexctl.deliver.room import lack
from codexctl.deliver.standing import Standing
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.settings.model import LOCAL, Destination, Settings


def health(where: Locations, settings: Settings) -> tuple[Check, ...]:
    """Checks on every destination, on what is pending and on the last error."""
    try:
        cursors = Cursors.open_existing(where.cursors_db)
    except CodexctlError as error:
        return (_last_error(where, {}, error.message),)
    if cursors is None:
        nothing = Check("deliver.backlog", State.inactive, "nothing was delivered yet")
        return (nothing, _last_error(where, {})) if lack(where) else (nothing,)
    try:
        standings = {d.name: cursors.standing(d.name) for d in settings.destinations}
        checks = [_reachable(d, standings[d.name]) for d in settings.destinations]
        return (*checks, _backlog(where, settings, cursors), _last_error(where, standings))
    finally:
        cursors.close()


def _reachable(destination: Destination, standing: Standing | None) -> Check:
    name = f"destination.{destination.name}.reachable"
    if standing is None or not (standing.last_ok_ns or standing.last_error):
        return Check(name, State.inactive, f"{destination.name}: no turn was sent yet")
    if standing.last_error:
        how = "paused" if standing.paused else "will be tried again"
        summary = f"{destination.name}: {standing.last_error} ({how})"
        return Check(name, State.problem, summary, "codexctl trace export")
    where = "this machine" if destination.kind == LOCAL else "it"
    return Check(name, State.ok, f"{destination.name}: the last delivery to {where} was taken")


def _backlog(where: Locations, settings: Settings, cursors: Cursors) -> Check:
    pending = dict(_pending(list(find(where.rollout_folders)), settings, cursors))
    waiting = {name: count for name, count in pending.items() if count}
    if not waiting:
        return Check("deliver.backlog", State.ok, "nothing is waiting to be delivered")
    said = ", ".join(f"{count} for {name}" for name, count in waiting.items())
    summary = f"sessions with something new: {said}"
    return Check("deliver.backlog", State.problem, summary, "codexctl trace export", "backlog")


def _pending(
    rollouts: list[Rollout], settings: Settings, cursors: Cursors
) -> Iterator[tuple[str, int]]:
    """How many files have news for each destination."""
    for destination in settings.destinations:
        standing = cursors.standing(destination.name)
        looks = cursors.looks(destination.name)
        since = standing.since_ns if standing else 0
        yield (
            destination.name,
            sum(_has_news(rollout, looks.get(str(rollout.path)), since) for rollout in rollouts),
        )


def _has_news(rollout: Rollout, before: Look | None, since_ns: int) -> bool:
    if before is None:
        return rollout.mtime_ns >= since_ns
    return before[:3] != [rollout.inode, rollout.size, rollout.mtime_ns]


def _last_error(
    where: Locations, standings: dict[str, Standing | None], problem: str = ""
) -> Check:
    """What went wrong last; a disk that takes nothing goes first, as it takes no note either."""
    if unusable := lack(where):
        return Check("deliver.last_error", State.problem, unusable, f"df -h {where.data_dir}")
    errors = [f"{s.name}: {s.last_error}" for s in standings.values() if s and s.last_error]
    if problem or errors:
        said = problem or "; ".join(errors)
        return Check("deliver.last_error", State.problem, said, "codexctl trace export")
    return Check("deliver.last_error", State.ok, "the last delivery had no error")
