"""What pages read from: the person's store, opened for reading alone, or files that were named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Protocol

from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.read_only import open_read_only
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.schema import MIGRATIONS


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
            self._discard(connection)  # what went wrong may be in what it holds
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

    def _discard(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._all.remove(connection)
            connection.close()

    def _opened(self) -> sqlite3.Connection | None:
        connection = open_read_only(self._path, MIGRATIONS)
        if connection:
            with self._lock:
                self._all.append(connection)
        return connection
