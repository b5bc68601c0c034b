"""What pages read from: the person's store, opened read-only, or files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Protocol

from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.read_only import NotReady, open_read_only
from codexctl.deliver.sqlite.repairs import Repairs
from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.kept.words import index_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import rows_of
from codexctl.deliver.store.schema import MIGRATIONS
from codexctl.errors import CodexctlError
from codexctl.trace.spans.span import TurnTrace


class Source(Protocol):
    """Where pages read from; each page gets a store to itself while it is made."""

    @property
    def of_files(self) -> bool:
        """Whether it is files, instead of the person's store."""

    @property
    def is_being_read(self) -> bool:
        """Whether files are still being read, so that there may be more turns soon."""

    def reading(self) -> AbstractContextManager[LocalStore | None]:
        """A store to read from, None if there is none; it is returned at the end of the block."""

    def version(self) -> int:
        """A number that changes after something was stored."""

    def close(self) -> None:
        """Interrupt all reading and close everything."""


@dataclass(frozen=True, slots=True)
class _Opened:
    connection: sqlite3.Connection
    inode: int


class StoredTurns:
    """The person's local store, opened so that nothing can write to it.

    Problems with it are reported to `repairs`.
    """

    of_files = False
    is_being_read = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.repairs = Repairs(path)
        self._free: SimpleQueue[_Opened] = SimpleQueue()
        self._all: list[_Opened] = []
        self._lock = Lock()
        self._watch: _Opened | None = None

    @contextmanager
    def reading(self) -> Iterator[LocalStore | None]:
        """A store to read from.

        Raises NotReady if it is old, lost or damaged, and Broken if it stays damaged.
        """
        opened = self._ready()
        if opened is None:
            yield None
            return
        try:
            yield LocalStore(opened.connection, self._path)
        except Broken as error:
            self._discard(opened)  # the problem may be in what it has cached
            raise self.repairs.instead(error, opened.inode) from None
        except BaseException:
            self._free.put(opened)
            raise
        self._free.put(opened)

    def version(self) -> int:
        """A number from `PRAGMA data_version`: it changes after another process has committed."""
        if self._watch is None or not self._is_current(self._watch):
            self._watch = self._opened()
        if self._watch is None:
            return 0
        (number,) = self._watch.connection.execute("PRAGMA data_version").fetchone()
        return hash((self._watch.inode, number))

    def close(self) -> None:
        """Interrupt all reading, so that nobody waits for it."""
        with self._lock:
            for opened in self._all:
                opened.connection.interrupt()

    def _ready(self) -> _Opened | None:
        self.repairs.wait()
        try:
            opened = self._taken()
        except CodexctlError as error:
            raise self.repairs.instead(error) from None
        if opened is None:
            self.repairs.missing()
        else:
            self.repairs.found()
        return opened

    def _taken(self) -> _Opened | None:
        with suppress(Empty):
            while opened := self._free.get_nowait():
                if self._is_current(opened):
                    return opened
                self._discard(opened)
        return self._opened()

    def _opened(self) -> _Opened | None:
        connection = open_read_only(self._path, MIGRATIONS)
        if connection is None:
            return None
        opened = _Opened(connection, self._path.stat().st_ino)
        with self._lock:
            self._all.append(opened)
        return opened

    def _is_current(self, opened: _Opened) -> bool:
        """Whether an open file is still the store: a damaged store is set aside and replaced."""
        try:
            now = self._path.stat()
        except OSError:
            return False
        return now.st_ino == opened.inode and now.st_size > 0

    def _discard(self, opened: _Opened) -> None:
        with self._lock:
            self._all.remove(opened)
            opened.connection.close()


class FileTurns:
    """Turns from files, in a store that is only in memory.

    The files are being read from the start, until `end_reading` is called.
    """

    of_files = True

    def __init__(self) -> None:
        self.is_being_read = True
        self._store = LocalStore.in_memory()
        self._lock = Lock()
        self._stored = 0

    @contextmanager
    def reading(self) -> Iterator[LocalStore | None]:
        """The one store, for one page at a time.

        Raises NotReady until there is a first turn, or until all files are read.
        """
        if self.is_being_read and not self._stored:
            raise NotReady("the files are being read", "the page shows their turns automatically")
        with self._lock:
            yield self._store

    def version(self) -> int:
        """How often turns were added; the end of reading counts, too."""
        return self._stored

    def add(self, traces: Sequence[TurnTrace]) -> None:
        """Add turns; pages that are made later show them."""
        rows = [rows_of(trace) for trace in traces]
        with self._lock:
            self._store.store(rows)
            # So that sums, filters and search include these turns.
            for keep in (keep_some, index_some):
                while keep(self._store.connection):
                    pass
            self._stored += 1

    def end_reading(self) -> None:
        """Record that all files were read, as far as possible; no more turns are added."""
        self.is_being_read = False
        self._stored += 1

    def close(self) -> None:
        """Interrupt all reading."""
        self._store.connection.interrupt()
