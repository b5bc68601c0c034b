"""Following live: deliver as soon as any rollout grows, hook or no hook.

For sessions that fire no hook (an IDE, an app-server of somebody else's), and for machines where
hooks are not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from codexctl.deliver.clock import Clock
from codexctl.deliver.log import note
from codexctl.deliver.rollouts.files import Rollout, find, look
from codexctl.deliver.worker.deliver import deliver, tidy
from codexctl.deliver.worker.gathering import Report
from codexctl.errors import CodexctlError
from codexctl.file_lock import held
from codexctl.locations import Locations

INTERVAL_S = 1.0
# A turn that died sends no hint, so turns are looked for from time to time, often while one is
# open.
_DEAD_EVERY = 3
_ANYWAY_EVERY = 300
# Every file is checked only this often, recently written ones every time: checking thousands of old
# sessions would keep a processor busy for nothing.
_ALL_EVERY = 15
# More sessions than anybody has open at the same time.
_LATELY = 64


def watch(
    locations: Locations, environ: Mapping[str, str], clock: Clock, interval_s: float = INTERVAL_S
) -> Iterator[dict[str, Report]]:
    """Look every `interval_s` seconds and give the reports of each delivery; never ends.

    The worker's lock is held only while delivering, so hooks' workers and this one take turns.
    Policy and settings are read afresh each time. `environ` holds for as long as it runs.
    """
    before: Sight | None = None
    rounds, is_open = 0, False
    while True:
        may_be_dead = is_open and rounds % _DEAD_EVERY == 0
        if before is None or may_be_dead or rounds % _ALL_EVERY == 0 or before.has_news():
            now = Sight((*locations.rollout_folders, locations.selftest_dir))
            is_news = before is None or now.rollouts != before.rollouts
            if is_news or may_be_dead or rounds % _ANYWAY_EVERY == 0:
                with held(locations.worker_lock) as mine:
                    if mine:
                        reports = _delivered(locations, environ, clock)
                        is_open = any(report.open_files for report in reports.values())
                        yield reports
                before = now if mine else None
        rounds += 1
        clock.sleep(interval_s)


def _delivered(locations: Locations, environ: Mapping[str, str], clock: Clock) -> dict[str, Report]:
    """Deliver; what is in the way (a full disk, settings with a mistake in them) may pass."""
    try:
        reports = deliver(locations, environ, clock)
        tidy(locations, clock)
    except CodexctlError as error:
        note(locations.log_file, error)
        return {"delivery": Report(problem=error.message)}
    return reports


class Sight:
    """All rollouts as they were at one moment, and a cheap way to see that some have changed."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._times = {folder: _changed(folder) for folder in _with_parts(folders)}
        self.rollouts = list(find(folders))
        self._lately = sorted(self.rollouts, key=_age)[:_LATELY]

    def has_news(self) -> bool:
        """Whether a folder has other files, or one of the latest files has grown."""
        if any(_changed(folder) != time for folder, time in self._times.items()):
            return True
        return any(look(rollout.path) != rollout for rollout in self._lately)


def _age(rollout: Rollout) -> int:
    return -rollout.mtime_ns


def _with_parts(folders: tuple[Path, ...]) -> Iterator[Path]:
    """The folders, and the newest year, month and day in each: new sessions begin there."""
    for folder in folders:
        part: Path | None = folder
        while part:
            yield part
            part = max(_inside(part), default=None)


def _inside(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.name.isdecimal() and path.is_dir()]
    except OSError:
        return []


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
