"""A database that is only looked at: nothing can be written by such a connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import TellingConnection, not_a_file, told
from codexctl.errors import CodexctlError

# How much one connection keeps in memory, in KiB; each of several pages that are made at the same
# time has its own connection.
_CACHE_KB = 4 * 1024
# A writer may hold the file for this long while it writes its log back.
_BUSY_S = 2.0


class NotReady(CodexctlError):
    """The file is of an older codexctl and is still to be updated, by a process that may write."""


def open_read_only(
    path: Path, migrations: Sequence[str], *, nobody_writes: bool = False
) -> sqlite3.Connection | None:
    """Open a database for reading alone; None where there is no file or an empty one.

    `migrations` are those of `connect`, which alone applies them. The connection may pass from
    thread to thread, one at a time. `nobody_writes` says that the disk or the folder takes
    nothing: then the files that SQLite keeps beside a database need not be there.
    Raises NotReady where some are still to be applied, Broken where the file is damaged,
    CodexctlError where it is a newer codexctl's or cannot be read.
    """
    if not has_content(path):
        return None
    if instead := not_a_file(path):
        raise instead
    # SQLite must create two files before it reads, unless it is told that the file does not change.
    # A log that is not empty must be read, too, and that is impossible without its index.
    alone = "&immutable=1" if nobody_writes and not _has_log(path) else ""
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro{alone}",
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            factory=TellingConnection,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise told(path, error) from None
    connection.path = path
    try:
        for pragma in ("query_only=ON", f"cache_size=-{_CACHE_KB}", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _check(path, version, len(migrations))
    except CodexctlError:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and has_content(log)


def _check(path: Path, version: int, ours: int) -> None:
    if version > ours:
        raise CodexctlError(
            f"{path}: was written by a newer codexctl", "upgrade codexctl: pipx upgrade codexctl"
        )
    if version < ours:
        raise NotReady(f"{path} is being updated", "try again in a moment")
