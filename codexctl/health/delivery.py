"""How delivery stands, from the cursors alone: nobody is asked, nothing is sent."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import DIED, deaths
from codexctl.deliver.cursors.backlog import backlog
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.deliver.rollouts.accounts import Fate
from codexctl.deliver.rollouts.files import find, look
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.soundness import AT_A_GLANCE_S, damage
from codexctl.deliver.worker.deliver import set_up
from codexctl.deliver.worker.disk_space import lack
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.file.said import shown
from codexctl.settings.model import LOCAL, Destination, Settings
from codexctl.wording import counted


def health(where: Locations, settings: Settings) -> tuple[Check, ...]:
    """Checks on every destination, on what is pending and on the last error."""
    try:
        cursors = Cursors.open_existing(where.cursors_db)
    except CodexctlError as error:
        return (*_stores(where, settings, None), _last_error(where, {}, error.message, error.hint))
    if cursors is None:
        nothing = Check("deliver.backlog", State.inactive, "nothing was delivered yet")
        return (nothing, _last_error(where, {})) if lack(where) else (nothing,)
    try:
        standings = {d.name: cursors.standing(d.name) for d in settings.destinations}
        return (
            *(_reachable(d, standings[d.name]) for d in settings.destinations),
            *_stores(where, settings, cursors),
            *_backlog(where, settings, cursors),
            _last_error(where, standings),
        )
    except Broken as error:
        return (*_stores(where, settings, None), _last_error(where, {}, error.message, error.hint))
    finally:
        cursors.close()


def _stores(where: Locations, settings: Settings, cursors: Cursors | None) -> Iterator[Check]:
    """Judge whether the local store is sound, and has again all that it had."""
    for name in (d.name for d in settings.destinations if d.kind == LOCAL):
        check, remedy = f"destination.{name}.store", "codexctl trace export"
        found = damage(where.traces_db, AT_A_GLANCE_S)
        lost = cursors.lost(name) if cursors else 0
        if found:
            yield Check(check, State.problem, f"damaged: {found}", remedy, "store-damaged")
        elif lost:
            summary = (
                f"it was damaged or replaced; {counted(lost, 'turn')} of it still to come back"
            )
            yield Check(check, State.problem, summary, remedy, "store-damaged")
        elif where.traces_db.exists():
            yield Check(check, State.ok, "it is sound")


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


def _backlog(where: Locations, settings: Settings, cursors: Cursors) -> Iterator[Check]:
    """Say what a delivery would deliver now, and which files it could not read."""
    found = backlog(list(find(where.rollout_folders)), settings, cursors, set_up(where))
    waiting = {name: count for name, count in found.turns.items() if count}
    if waiting:
        least = "" if found.is_all else "at least "
        said = ", ".join(
            f"{least}{counted(count, 'turn')} for {name}" for name, count in waiting.items()
        )
        summary = f"waiting to be delivered: {said}"
        yield Check("deliver.backlog", State.problem, summary, "codexctl trace export", "backlog")
    elif not found.is_all:
        summary = "there is more that is new than could be looked through"
        yield Check("deliver.backlog", State.problem, summary, "codexctl trace export", "backlog")
    else:
        yield Check("deliver.backlog", State.ok, "nothing is waiting to be delivered")
    bad = found.unreadable | _without_an_end(cursors, settings)
    if bad:
        yield _unreadable(bad)
    unseen = {str(one.path) for one in deaths(where.data_dir) if one.destination}
    if died := cursors.deaths() | unseen:
        yield _died(sorted(died))


def _died(paths: list[str]) -> Check:
    more = f", and {len(paths) - 1} more" if len(paths) > 1 else ""
    summary = f"{DIED.replace(' it', '')}: {shown(paths[0])}{more}"
    return Check("deliver.died", State.problem, summary, "codexctl trace export", "worker-died")


def _without_an_end(cursors: Cursors, settings: Settings) -> dict[str, str]:
    """Files that could not be finished: they are left alone until they change."""
    names = [destination.name for destination in settings.destinations]
    fates = [(path, fate) for name in names for path, fate in cursors.fates(name).items()]
    bad = {path for path, fate in fates if fate == Fate.unreadable}
    whys = {path: why for name in names for path, why in cursors.set_aside(name).items()}
    none = "no line of it could be read"
    return {path: whys.get(path, none) for path in sorted(bad) if look(Path(path))}


def _unreadable(files: dict[str, str]) -> Check:
    """Name the first file; whether anything can be done about it depends on what it is."""
    path, why = next(iter(files.items()))
    more = f", and {len(files) - 1} more" if len(files) > 1 else ""
    summary = f"cannot be read to its end: {shown(path)} ({why}){more}"
    remedy = f"ls -l {shown(shlex.quote(path))}"
    return Check("deliver.unreadable", State.problem, summary, remedy, "unreadable")


def _last_error(
    where: Locations, standings: dict[str, Standing | None], problem: str = "", hint: str = ""
) -> Check:
    """What went wrong last; a disk that takes nothing goes first, as it takes no note either."""
    if unusable := lack(where):
        return Check("deliver.last_error", State.problem, unusable, f"df -h {where.data_dir}")
    errors = [f"{s.name}: {s.last_error}" for s in standings.values() if s and s.last_error]
    if problem or errors:
        said = problem or "; ".join(errors)
        remedy = "codexctl trace export" if not hint or "trace export" in hint else hint
        return Check("deliver.last_error", State.problem, said, remedy)
    return Check("deliver.last_error", State.ok, "the last delivery had no error")
