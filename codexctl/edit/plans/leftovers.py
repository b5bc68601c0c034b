"""Our own files that no plan holds: made while working, removed when codexctl goes."""

from __future__ import annotations

import shutil
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


def purge(locations: Locations) -> None:
    """Remove everything of ours: traces, cursors, receipts, logs; then the folders, if empty.

    Nothing that is not known by name is touched: CODEXCTL_HOME may be a folder that holds more.
    """
    sweep(locations)
    databases = (locations.traces_db, locations.cursors_db)
    locks = (locations.worker_lock, locations.data_dir / "edit.lock")
    for path in (
        *(base.with_name(base.name + part) for base in databases for part in _DATABASE_PARTS),
        locations.settings_toml,
        locations.hook_script,
        locations.notify_script,
        locations.synced_file,
        locations.audited_file,
        locations.auditor_file,
        locations.receipts_dir,
        locations.at_work_dir,
        locations.traceparents_file,
        locations.log_file.parent,
        locations.journal_file,
        *(base.with_name(base.name + part) for base in locks for part in _LOCK_PARTS),
    ):
        _remove(path)
    for folder in {locations.data_dir, locations.config_dir}:
        _remove_if_empty(folder)


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
