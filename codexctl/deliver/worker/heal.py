"""Damaged databases do not stop delivery: they are set aside and made again from the rollouts.

Both can be: what was acknowledged is only sent again, under the same ids, and a store that counts
fewer commits than its cursor knows of gets everything again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.soundness import THOROUGHLY_S, damage
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force

Result = TypeVar("Result")
Say = Callable[[str], None]
_BESIDE = ("", "-wal")


def nobody(_: str) -> None:
    """Tell nobody: a worker has only its log."""


def guarded(locations: Locations, action: Callable[[], Result], say: Say = nobody) -> Result:
    """Do something with the databases; should one be damaged, set it aside and do it once more.

    The caller holds the worker's lock; `say` is told what was set aside. Raises CodexctlError when
    they cannot be used otherwise: a full disk, a file system that is read-only.
    """
    _remove_empty(locations.traces_db)
    try:
        return action()
    except Broken as error:
        set_aside(locations, {error.path, *_damaged(locations)}, say)
    return action()


def heal(locations: Locations, say: Say = nobody) -> bool:
    """Set aside what is damaged without waiting until somebody meets the damage; whether any was.

    The caller holds the worker's lock.
    """
    found = _damaged(locations)
    set_aside(locations, found, say)
    return bool(found)


def set_aside(locations: Locations, broken: set[Path], say: Say = nobody) -> None:
    """Move damaged databases out of the way, as NAME.broken.

    What was there as NAME.broken before is replaced. The moments at which destinations began are
    kept as far as they can be read, so that nothing old is sent as new.
    """
    for path in broken & {locations.cursors_db, locations.traces_db}:
        begun = _begun(locations) if path == locations.cursors_db else {}
        aside = path.with_name(path.name + ".broken")
        for end in _BESIDE:
            Path(f"{aside}{end}").unlink(missing_ok=True)
            if Path(f"{path}{end}").exists():
                Path(f"{path}{end}").rename(f"{aside}{end}")
        Path(f"{path}-shm").unlink(missing_ok=True)
        _remember(locations, begun)
        said = f"{path} was damaged: it is now {aside.name}; turns still on disk are restored"
        from codexctl.deliver.log import note  # here: takes long to import, and is rarely needed

        note(locations.log_file, CodexctlError(said))
        say(said)


def _remove_empty(path: Path) -> None:
    """Make room for a new file where one is empty: its log is of what it held before.

    A process that has the old one open would otherwise share that log with the new one.
    """
    if path.exists() and not has_content(path):
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)


def _damaged(locations: Locations) -> set[Path]:
    return {p for p in (locations.cursors_db, locations.traces_db) if damage(p, THOROUGHLY_S)}


def _begun(locations: Locations) -> dict[str, int]:
    """When each destination began, as far as that can still be read."""
    db = sqlite3.connect(locations.cursors_db)
    try:
        return dict(db.execute("SELECT name, since_ns FROM destinations").fetchall())
    except sqlite3.DatabaseError:
        return dict.fromkeys(_names(locations), _installed(locations))
    finally:
        db.close()


def _names(locations: Locations) -> list[str]:
    return [destination.name for destination in settings_in_force(locations, {}).destinations]


def _installed(locations: Locations) -> int:
    """When codexctl was set up, by the oldest file that setup writes: too early does no harm."""
    found = [
        look(path)
        for path in (locations.settings_toml, locations.hook_script, locations.worker_lock)
    ]
    return min((rollout.mtime_ns for rollout in found if rollout), default=0)


def _remember(locations: Locations, begun: dict[str, int]) -> None:
    if not begun:
        return
    cursors = Cursors.open(locations.cursors_db)
    for name, since_ns in begun.items():
        cursors.destinations.register(name, since_ns)
        # What is sent again was counted before; counting it twice would make a backend's sums
        # wrong.
        cursors.counts.count_from(name, time.time_ns())
    cursors.close()
