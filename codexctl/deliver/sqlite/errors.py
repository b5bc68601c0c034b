"""SQLite's errors as errors for people, with the file's name; a mistake of ours stays one."""

from __future__ import annotations

import shlex
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codexctl.errors import CodexctlError

# SQLITE_CORRUPT and SQLITE_NOTADB; extended codes have more information in their upper bits.
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# Errors because a disk or file system refuses, or because another process holds a lock.
_REFUSED = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
UNUSABLE = "check that the disk has space and that you can write to the folder"
FIXED_BY = "codexctl trace export moves it away and fills a new one"


class Broken(CodexctlError):
    """A database file is damaged; the next worker sets it aside and goes on without it."""

    def __init__(self, path: Path, what: object) -> None:
        super().__init__(f"{path}: {what}", FIXED_BY)
        self.path = path


def told(path: Path, error: sqlite3.Error) -> Exception:
    """What to raise instead of an error of SQLite's.

    Broken for damage, a CodexctlError for what disk or another process refuses; anything else is a
    mistake of ours and stays what it is.
    """
    # The lower eight bits are the primary code; the bits above them have details.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # Invalid text is damage, too; SQLite itself does not check it.
    if code in _BROKEN or "Could not decode to UTF-8" in str(error):
        return Broken(path, error)
    return CodexctlError(f"{path}: {error}", UNUSABLE) if code in _REFUSED else error


def not_a_file(path: Path) -> CodexctlError | None:
    """What to say of a directory, a pipe or the like that is where a database belongs.

    None for a file, for nothing, and for what cannot be looked at. SQLite itself would speak of
    the disk, and would wait for ever at a pipe.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
    away = shlex.join(["mv", str(path), f"{path}.moved"])
    return CodexctlError(f"{path} is {what}, but must be codexctl's database", away)


class TellingConnection(sqlite3.Connection):
    """A connection whose errors say which file they are about. Set `path` when it is open."""

    path = Path()

    def cursor(self, *_: Any, **__: Any) -> Any:
        """Give the cursor that `execute` and its like work with."""
        return super().cursor(_TellingCursor)

    def execute(self, *arguments: Any) -> Any:
        """Execute one statement; the base class would take a cursor of its own."""
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        """Execute one statement for each of several rows."""
        return self.cursor().executemany(*arguments)

    def executescript(self, *arguments: Any) -> Any:
        """Execute several statements."""
        return self.cursor().executescript(*arguments)


class _TellingCursor(sqlite3.Cursor):
    def execute(self, *arguments: Any) -> Any:
        return self._told(super().execute, *arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self._told(super().executemany, *arguments)

    def executescript(self, *arguments: Any) -> Any:
        return self._told(super().executescript, *arguments)

    def fetchone(self) -> Any:
        return self._told(super().fetchone)

    def fetchall(self) -> Any:
        return self._told(super().fetchall)

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise self._instead(error) from None

    def _told(self, action: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return action(*arguments)
        except sqlite3.Error as error:
            raise self._instead(error) from None

    def _instead(self, error: sqlite3.Error) -> Exception:
        return told(getattr(self.connection, "path", Path()), error)
