"""Our own files that no plan holds: made while working, removed when codexctl goes."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from codexctl.edit.files.read import refusing
from codexctl.edit.files.stage import make_folders
from codexctl.edit.plans.config import snapshots
from codexctl.locations import Locations

# SQLite's own files next to a database, and files of one that was damaged.
_DATABASE_PARTS = ("", "-wal", "-shm", "-journal", ".broken", ".broken-wal")
# The second exists while somebody holds a lock and the file system supports no locks.
_LOCK_PARTS = ("", ".owner")


def make_room(locations: Locations) -> None:
    """Make the folder in which the hook leaves its hints."""
    make_folders(locations.hints_dir)


def sweep(locations: Locations) -> None:
    """Remove what means nothing without the hook: its hints, and unfinished test turns.

    Raises EditRefused where the system does not let us.
    """
    for folder in (locations.hints_dir, locations.selftest_dir):
        _remove(folder, is_folder=True)


def remains(locations: Locations) -> tuple[tuple[Path, str], ...]:
    """Everything of ours that `purge` would delete now: each path with what it holds."""
    known = _known(locations)
    return tuple(
        (one.path, one.holds) for one in known if _is_ours(one.path, is_folder=one.is_folder)
    )


def foreign(locations: Locations) -> tuple[tuple[Path, str], ...]:
    """What `purge` would leave: each path that is another kind of file than ours, and which."""
    found = (one for one in _known(locations) if os.path.lexists(one.path))
    return tuple(
        (one.path, _kind(one.path))
        for one in found
        if not _is_ours(one.path, is_folder=one.is_folder)
    )


def purge(locations: Locations) -> None:
    """Remove everything of ours: traces, cursors, receipts, logs; then the folders, if empty.

    Nothing that is not known by name is touched: CODEXCTL_HOME may be a folder that holds more. Nor
    is a folder in the place of a file of ours, or the like: it may hold anything.
    """
    for one in _known(locations):
        _remove(one.path, is_folder=one.is_folder)
    for folder in {locations.data_dir, locations.config_dir}:
        _remove_if_empty(folder)


class _Own(NamedTuple):
    path: Path
    holds: str
    is_folder: bool = False


def _known(locations: Locations) -> Iterator[_Own]:
    databases = ((locations.traces_db, "traces"), (locations.cursors_db, "what was delivered"))
    for base, holds in databases:
        for part in _DATABASE_PARTS:
            yield _Own(base.with_name(base.name + part), holds)
    yield _Own(locations.settings_toml, "settings")
    yield _Own(locations.receipts_dir, "receipts of edits, for undo", is_folder=True)
    yield _Own(snapshots.folder(locations), "snapshots of Codex's files", is_folder=True)
    yield _Own(locations.data_dir / "config.toml.rejected", "text that could not be used")
    for path in sorted(locations.data_dir.glob("interrupted-*")):
        if path.name.removeprefix("interrupted-").isdecimal():
            yield _Own(path, "a damaged record of an edit", is_folder=True)
    yield _Own(locations.keys_file, "names of keys in the keyring")
    yield _Own(locations.log_file.parent, "logs", is_folder=True)
    yield _Own(locations.hook_script, "the hook's script")
    yield _Own(locations.notify_script, "the notifier's script")
    yield _Own(locations.hints_dir, "hints of the hook", is_folder=True)
    yield _Own(locations.traceparents_file, "trace ids from the environment")
    yield _Own(locations.selftest_dir, "test turns", is_folder=True)
    yield _Own(locations.at_work_dir, "notes of workers", is_folder=True)
    yield _Own(locations.synced_file, "the version that last updated the scripts")
    yield _Own(locations.audited_file, "when the audit was last sent")
    yield _Own(locations.auditor_file, "a random id for the audit")
    yield _Own(locations.journal_file, "an edit that was interrupted")
    for base in (locations.worker_lock, locations.data_dir / "edit.lock"):
        for part in _LOCK_PARTS:
            yield _Own(base.with_name(base.name + part), "a lock")


def _is_ours(path: Path, *, is_folder: bool) -> bool:
    """Whether what is there is of the kind that we make; of a link only the link itself goes."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return stat.S_ISLNK(mode) or (stat.S_ISDIR(mode) if is_folder else stat.S_ISREG(mode))


def _kind(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISDIR(mode):
        return "a directory"
    return "a file" if stat.S_ISREG(mode) else "a special file"


def _remove(path: Path, *, is_folder: bool) -> None:
    with refusing(path):
        if not _is_ours(path, is_folder=is_folder):
            return
        if is_folder and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
