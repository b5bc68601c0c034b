"""Opening codexctl's SQLite files: private to the person, in WAL mode, migrated step by step."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from codexctl.deliver.sqlite.errors import UNUSABLE, Broken, TellingConnection, not_a_file, told
from codexctl.errors import CodexctlError

# How long a writer waits for another one; transactions take milliseconds.
_BUSY_MS = 5000
# Pages kept in memory.
_CACHE_KB = 16 * 1024
# Pages in the log before they are written back; SQLite's default of 1000 writes more often.
_CHECKPOINT_PAGES = 4000
# SQLite's number for "free pages are released on request": PRAGMA auto_vacuum.
INCREMENTAL = 2


def connect(path: Path, migrations: Sequence[str], *, durable: bool = False) -> sqlite3.Connection:
    """Open a database, create it 0600 when it is not there, and bring its schema up to date.

    `migrations` are SQL scripts; `PRAGMA user_version` counts how many have been applied. What is
    committed to a `durable` one survives a power failure; in the others the last moments may be
    missing then.
    Raises Broken when the file is damaged or no database, CodexctlError when it was written by a
    newer codexctl or cannot be used now (a full disk, a file system that is read-only, a directory
    in its place).
    """
    if instead := not_a_file(path):
        raise instead
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
        new = path.stat().st_size == 0
    except OSError as error:
        raise CodexctlError(f"{path}: {error.strerror}", UNUSABLE) from None
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_MS / 1000, isolation_level=None, factory=TellingConnection
        )
    except sqlite3.Error as error:
        raise told(path, error) from None
    connection.path = path
    try:
        for pragma in _pragmas(new=new, durable=durable):
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection, path, migrations)
    except sqlite3.OperationalError as error:
        connection.close()
        raise Broken(path, error) from None  # its tables are not those of its version
    except CodexctlError:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make the file where there is none; one that is there is not even opened.

    To close a file takes away every POSIX lock that this process has on it, those of its other
    connections too (sqlite.org, "How To Corrupt An SQLite Database File", 2.2). They would read a
    log that a process without them deletes.
    """
    with suppress(FileExistsError):
        # If it is a link to nothing yet, the link's target is created.
        os.close(os.open(os.path.realpath(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if not os.access(path, os.R_OK | os.W_OK):
        raise CodexctlError(f"{path}: it cannot be read and written", UNUSABLE)


def _pragmas(*, new: bool, durable: bool) -> Iterator[str]:
    if new:  # has no effect on an older file, but would be recorded there
        yield f"auto_vacuum={INCREMENTAL}"
    yield "journal_mode=WAL"
    yield f"synchronous={'FULL' if durable else 'NORMAL'}"
    yield "secure_delete=ON"
    yield "temp_store=MEMORY"
    yield f"cache_size=-{_CACHE_KB}"
    yield f"wal_autocheckpoint={_CHECKPOINT_PAGES}"


def open_existing(path: Path, migrations: Sequence[str]) -> sqlite3.Connection | None:
    """Open a database only if it is there, for commands that must not create anything.

    None where there is no file, or one without a byte: it never was a database, or lost all that it
    held, and a schema would hide that. Raises as `connect`.
    """
    return connect(path, migrations) if has_content(path) else None


def has_content(path: Path) -> bool:
    """Whether something is there that is not an empty file."""
    try:
        found = path.stat()
    except OSError:
        return path.exists()  # a file that cannot be checked is not treated as empty
    # A pipe has no size, nor does a directory on some file systems.
    return found.st_size > 0 or not stat.S_ISREG(found.st_mode)


def in_memory(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    """Make an empty database with a schema that is on no disk and ends with its connection.

    `path` is what errors call it. It may pass from thread to thread, one at a time.
    """
    connection = sqlite3.connect(
        ":memory:", isolation_level=None, factory=TellingConnection, check_same_thread=False
    )
    connection.path = path
    for pragma in ("temp_store=MEMORY", f"cache_size=-{_CACHE_KB}"):
        connection.execute(f"PRAGMA {pragma}")
    _migrate(connection, path, migrations)
    return connection


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise CodexctlError(
            f"{path}: was written by a newer codexctl", "upgrade codexctl: pipx upgrade codexctl"
        )
    if version == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number in range(version, len(migrations)):
        for statement in migrations[number].split(";"):
            if statement.strip():
                connection.execute(statement)
    connection.execute(f"PRAGMA user_version={len(migrations)}")
    connection.execute("COMMIT")
