"""Our own files that no plan holds: made while working, removed when codexctl goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from codexctl.edit.files.read import refusing
from codexctl.edit.files.stage import make_folders
from codexctl.locations import Locations

# SQLite's own files beside a database, and what is left of one that was damaged.
_DATABASE_PARTS = ("", "-wal", "-shm", "-journal", ".broken", ".broken-wal")
# The second is there while somebody holds a lock that the file system has no locks for.
_LOCK_PARTS = ("", ".owner")


def make_room(locations: Locations) -> None:
    """Make the folder in which the hook leaves its hints."""
    make_folders(locations.hints_dir)


def sweep(locations: Locations) -> None:
    """Remove what means nothing without the hook: its hints, and unfinished test turns.

    Raises EditRefused where the system does not let us.
    """
    for folder in (locations.hints_dir, locations.selftest_dir):
        _remove(folder)


def remains(locations: Locations) -> tuple[tuple[Path, str], ...]:
    """Everything of ours that `purge` would delete now: each path with what it holds."""
    there = ((path, holds) for path, holds in _known(locations) if os.path.lexists(path))
    return tuple(there)


def purge(locations: Locations) -> None:
    """Remove everything of ours: traces, cursors, receipts, logs; then the folders, if empty.

    Nothing that is not known by name is touched: CODEXCTL_HOME may be a folder that holds more.
    """
    for path, _ in _known(locations):
        _remove(path)
    for folder in {locations.data_dir, locations.config_dir}:
        _remove_if_empty(folder)


def _known(locations: Locations) -> Iterator[tuple[Path, str]]:
    databases = ((locations.traces_db, "traces"), (locations.cursors_db, "what was delivered"))
    for base, holds in databases:
        for part in _DATABASE_PARTS:
            yield base.with_name(base.name + part), holds
    yield locations.settings_toml, "settings"
    yield locations.receipts_dir, "receipts of edits, for undo"
    yield locations.log_file.parent, "logs"
    yield locations.hook_script, "the hook's script"
    yield locations.notify_script, "the notifier's script"
    yield locations.hints_dir, "hints of the hook"
    yield locations.traceparents_file, "trace ids from the environment"
    yield locations.selftest_dir, "test turns"
    yield locations.at_work_dir, "notes of workers"
    yield locations.synced_file, "the version that last updated the scripts"
    yield locations.audited_file, "when the audit was last sent"
    yield locations.auditor_file, "a random id for the audit"
    yield locations.journal_file, "an edit that was interrupted"
    for base in (locations.worker_lock, locations.data_dir / "edit.lock"):
        for part in _LOCK_PARTS:
            yield base.with_name(base.name + part), "a lock"


def _remove(path: Path) -> None:
    with refusing(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
