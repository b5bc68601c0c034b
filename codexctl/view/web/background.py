"""What runs while pages are open: keeps the store up to date, and reads the given files."""

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

# If a worker delivers at once, there is little to find. If no hook starts one, this is how often
# new turns are looked for while a page is open.
_BETWEEN_S = 2.0
# Reading takes at most this part (1/20) of a processor's time, however many sessions there are.
_REST = 20
_AT_A_TIME = 50


def in_background(action: Callable[[], None]) -> None:
    """Run something in a thread that ends with the process."""
    Thread(target=action, daemon=True).start()


def keep_up(
    locations: Locations,
    environ: Mapping[str, str],
    is_looked_at: Callable[[], bool],
    ending: Event,
    repairs: Repairs,
) -> None:
    """Bring the store up to date as `trace list` does, repeatedly while a page is open.

    Damage that pages find (`repairs`) is repaired soon, whether or not a page is open.
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
    """Give a store of an older codexctl its new tables; pages only read, and wait for this."""
    try:
        store = LocalStore.open_existing(path)
    except CodexctlError as error:
        repairs.instead(error)  # catch_up sets a damaged store aside
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
    """Read files and folders into the store in memory, some turns at a time.

    `report` is called for each file that cannot be read, with one line of text. Nothing is written.
    """
    try:
        _fold(paths, source, locations, environ, report)
    finally:
        source.end_reading()  # also after an error, so that no page waits for more turns


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
