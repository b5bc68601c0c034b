"""What is done while pages are looked at: the store is kept up to date, named files are read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Event, Thread

from codexctl.deliver.sqlite.repairs import Repairs
from codexctl.deliver.store.local_store import LocalStore
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.view.web.sources import FileTurns

# Where a worker delivers at once there is little to find; where none is started by a hook, a turn
# is looked for so often while somebody looks at a page.
_BETWEEN_S = 2.0
# Looking takes at most such a part of a processor, however many sessions there are.
_REST = 20
_AT_A_TIME = 50


def in_background(action: Callable[[], None]) -> None:
    """Do something beside the pages; it ends with the process."""
    Thread(target=action, daemon=True).start()


def keep_up(
    locations: Locations,
    environ: Mapping[str, str],
    is_looked_at: Callable[[], bool],
    ending: Event,
    repairs: Repairs,
) -> None:
    """Bring the store up to date as `trace list` does, now and again while a page is open.

    What pages find wrong with it (`repairs`) is seen to soon, whether or not a page listens.
    """
    from codexctl.deliver.worker.freshness import catch_up

    _bring_up_to_date(locations.traces_db, repairs)
    while not ending.is_set():
        began = time.monotonic()
        catch_up(locations, environ, lambda _: None, repairs.begin())
        repairs.end()
        rested = time.monotonic() + _REST * (time.monotonic() - began)
        ending.wait(_BETWEEN_S)
        while not (ending.is_set() or repairs.is_wanted):
            if is_looked_at() and time.monotonic() >= rested:
                break
            ending.wait(_BETWEEN_S)


def _bring_up_to_date(path: Path, repairs: Repairs) -> None:
    """Give a store of an older codexctl its new tables: pages only read, and wait for it."""
    try:
        store = LocalStore.open_existing(path)
    except CodexctlError as error:
        repairs.instead(error)  # a damaged one is set aside when it is caught up with
        return
    if store:
        store.close()


def read_files(
    paths: Sequence[Path],
    source: FileTurns,
    locations: Locations,
    environ: Mapping[str, str],
    report: Callable[[str], None],
) -> None:
    """Fold named files and folders into the store that pages read from, some turns at a time.

    `report` is told of what cannot be read, a line each. Nothing is written.
    """
    try:
        _fold(paths, source, locations, environ, report)
    finally:
        source.end_reading()  # also where it failed: nobody waits for what does not come


def _fold(
    paths: Sequence[Path],
    source: FileTurns,
    locations: Locations,
    environ: Mapping[str, str],
    report: Callable[[str], None],
) -> None:
    from codexctl.deliver.rollouts.convert import convert
    from codexctl.deliver.routes.pipeline import pipeline_for
    from codexctl.policy.limits.effective import effective
    from codexctl.policy.limits.in_force import settings_in_force

    settings = settings_in_force(locations, environ)
    limits = effective(settings, environ, locations)
    pipeline = pipeline_for(settings, limits, locations, environ)
    found = convert(list(paths), pipeline, report)
    while traces := list(islice(found, _AT_A_TIME)):
        source.add(traces)
