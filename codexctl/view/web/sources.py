"""What pages read from: the person's store, opened for reading alone, or files that were named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Protocol

from codexctl.deliver.sqlite.errors import Broken, TellingConnection, told
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.errors import CodexctlError

# A page's own share of memory for what it has read, in KiB; there are as many as pages are made
# at the same moment.
_CACHE_KB = 4 * 1024
# A writer may hold the file for so long while it is checkpointed.
_BUSY_S = 2.0


class NotReady(CodexctlError):
    """The store is of an older codexctl and is being brought up to date."""


class Source(Protocol):
    """Where pages read from; each page takes a store for itself while it is made."""

    @property
    def of_files(self) -> bool:
        """Whether it is files that were named, instead of the person's store."""

    def reading(self) -> AbstractContextManager[LocalStore | None]:
        """A store to read from, None where there is none; given back at the end of the block."""

    def version(self) -> int:
        """A number that differs after something was stored."""

    def close(self) -> None:
        """End what is being read and close everything."""


class StoredTurns:
    """The person's local store. What is opened here cannot write."""

    of_files = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._all: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._watch: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[LocalStore | None]:
        """A store to read from. Raises NotReady, and Broken where the file is damaged."""
        connection = self._taken()
        if connection is None:
            yield None
            return
        try:
            yield LocalStore(connection, self._path)
        except Broken:
            # What went wrong may be in what the connection holds.
            with self._lock:
                self._all.remove(connection)
            connection.close()
            raise
        except BaseException:
            self._free.put(connection)
            raise
        self._free.put(connection)

    def version(self) -> int:
        """What `PRAGMA data_version` says: it differs after another process has committed."""
        if self._watch is None:
            self._watch = self._opened()
        if self._watch is None:
            return 0
        (number,) = self._watch.execute("PRAGMA data_version").fetchone()
        return int(number)

    def close(self) -> None:
        """Interrupt what is being read, so that nobody waits for it."""
        with self._lock:
            for connection in self._all:
                connection.interrupt()

    def _taken(self) -> sqlite3.Connection | None:
        try:
            return self._free.get_nowait()
        except Empty:
            return self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        if not self._path.exists():
            return None
        connection = opened_read_only(self._path)
        with self._lock:
            self._all.append(connection)
        return connection


def opened_read_only(path: Path) -> sqlite3.Connection:
    """Open a store so that nothing can be written by this connection.

    Raises NotReady where it is an older codexctl's, CodexctlError where it is a newer one's.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(
            address,
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            factory=TellingConnection,
            check_same_thread=False,  # one page at a time has it, in whichever thread
        )
    except sqlite3.Error as error:
        raise told(path, error) from None
    connection.path = path
    try:
        for pragma in ("query_only=ON", f"cache_size=-{_CACHE_KB}", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _check_version(path, version)
    except CodexctlError:
        connection.close()
        raise
    return connection


def _check_version(path: Path, version: int) -> None:
    if version > len(MIGRATIONS):
        raise CodexctlError(
            f"{path}: was written by a newer codexctl", "upgrade codexctl: pipx upgrade codexctl"
        )
    if version < len(MIGRATIONS):
        raise NotReady("the local store is being brought up to date", "reload in a moment")
