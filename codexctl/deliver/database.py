"""Opening codexctl's SQLite files: private to the person, in WAL mode, migrated step by step."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from codexctl.errors import CodexctlError

_BUSY_MS = 5000
_CACHE_KB = 16 * 1024
_CHECKPOINT_PAGES = 4000


def connect(path: Path, migrations: Sequence[str], *, durable: bool = False) -> sqlite3.Connection:
    """Open a database, create it 0600 when it is not there, and bring its schema up to date.

    `migrations` are SQL scripts; `PRAGMA user_version` counts how many have been applied. What is
    committed to a `durable` one survives a power failure; in the others the last moments may be
    missing then.
    Raises CodexctlError when the file was written by a newer codexctl or is no database.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        _migrate(connection, path, migrations)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise CodexctlError(f"{path}: {error}", f"move it away: mv {path} {path}.broken") from None
    return connection


def open_existing(path: Path, migrations: Sequence[str]) -> sqlite3.Connection | None:
    """Open a database only if it is there, for commands that must not create anything."""
    return connect(path, migrations) if path.exists() else None


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
