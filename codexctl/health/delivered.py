"""The state of delivery, only from the cursors: nothing is sent or asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import deaths
from codexctl.deliver.cursors.backlog import Backlog, backlog
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.deliver.cursors.strays import to_pass_over
from codexctl.deliver.rollouts.fates import Fate
from codexctl.deliver.rollouts.files import find, look
from codexctl.deliver.routes.registered import set_up
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.soundness import AT_A_GLANCE_S, damage
from codexctl.deliver.worker.disk_space import NoRoom, no_room
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.settings.model import LOCAL, Settings


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the cursors say; everything is empty if nothing was delivered yet (`is_new`).

    `error` is why the cursors cannot be read, `disk` why nothing can be recorded, `damage` what is
    wrong with the local store. `lost` is, by destination, the number of turns of a damaged store
    that are not yet restored. `unreadable` are files that could not be read to the end, with the
    reasons; `partly` are files with unreadable lines; `died` are files at which a worker died.
    `metrics` is, by destination, why the last metrics were refused; empty if they were accepted.
    """

    is_new: bool = False
    error: CodexctlError | None = None
    disk: NoRoom | None = None
    damage: str = ""
    standings: Mapping[str, Standing | None] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    backlog: Backlog | None = None
    unreadable: Mapping[str, str] = field(default_factory=dict)
    partly: Mapping[str, str] = field(default_factory=dict)
    died: tuple[str, ...] = ()
    metrics: Mapping[str, str] = field(default_factory=dict)

    @property
    def again(self) -> str:
        """The command that delivers something now, to see whether it works.

        If no turn is waiting, an export has nothing to send, so it is a test turn.
        """
        return "codexctl selftest" if self.has_none_waiting else "codexctl trace export"

    @property
    def has_none_waiting(self) -> bool:
        """Whether it is certain that no turn is waiting for any destination."""
        found = self.backlog
        return found is not None and found.is_all and not any(found.turns.values())


def read_delivery(locations: Locations, settings: Settings) -> Delivery:
    """Read everything once; broken cursors are an `error`, and the store is checked anyway.

    `settings` are the current ones, which name the destinations. Nothing is written.
    """
    disk = no_room(locations)
    try:
        cursors = Cursors.open_existing(locations.cursors_db)
    except CodexctlError as error:
        return Delivery(error=error, disk=disk, damage=_damage(locations, settings))
    if cursors is None:
        return Delivery(is_new=True, disk=disk)
    try:
        return _read(locations, settings, cursors, disk)
    except Broken as error:
        return Delivery(error=error, disk=disk, damage=_damage(locations, settings))
    finally:
        cursors.close()


def _read(
    locations: Locations, settings: Settings, cursors: Cursors, disk: NoRoom | None
) -> Delivery:
    names = [destination.name for destination in settings.destinations]
    local = [there.name for there in settings.destinations if there.kind == LOCAL]
    passed_over, home = to_pass_over(cursors, time.time_ns()), locations.codex_home
    rollouts = list(find(locations.rollout_folders, passed_over))
    waiting = backlog(rollouts, settings, cursors, set_up(locations), home)
    lasting, partly = _passed_over(cursors, names)
    unseen = {str(death.path) for death in deaths(locations.data_dir) if death.destination}
    return Delivery(
        disk=disk,
        damage=_damage(locations, settings),
        standings={name: cursors.destinations.standing(name) for name in names},
        lost={name: cursors.lost(name) for name in local},
        backlog=waiting,
        unreadable={**lasting, **waiting.unreadable},
        partly=partly,
        died=tuple(sorted(cursors.deadly.all() | unseen)),
        metrics={name: cursors.counts.standing(name).problem for name in names},
    )


def _damage(locations: Locations, settings: Settings) -> str:
    if not any(destination.kind == LOCAL for destination in settings.destinations):
        return ""
    return damage(locations.traces_db, AT_A_GLANCE_S) or ""


def _passed_over(cursors: Cursors, names: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Files that could not be read to the end (skipped until they change), or with lost lines."""
    fates = [(path, fate) for name in names for path, fate in cursors.marks.fates(name).items()]
    bad = {path for path, fate in fates if fate == Fate.unreadable}
    whys = {path: why for name in names for path, why in cursors.marks.passed_over(name).items()}
    none = "none of its lines could be read"
    there = [path for path in sorted(bad | whys.keys()) if look(Path(path))]
    lasting = {path: whys.get(path, none) for path in there if path in bad}
    return lasting, {path: whys[path] for path in there if path not in bad}
