"""The log of worker and commands: what went wrong and where, never what was being delivered."""

from __future__ import annotations

import logging
import os
import traceback
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.isolation import NotIsolated
from codexctl.system import RAW

# At most 1.5 MB with its backups: nobody cleans it up.
_MAX_BYTES = 512 * 1024
_BACKUPS = 2


class _Log(RotatingFileHandler):
    """Files that are private, no matter who writes them; silent where they cannot be written."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | RAW
        return open(os.open(self.baseFilename, flags, 0o600), "a", encoding="utf-8")  # noqa: PTH123 - with a mode

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the handler's
        """Nobody is there to be told."""


def note(path: Path, error: Exception) -> None:
    """Write one error of a worker to the log; an error in doing so is nobody's concern."""
    with suppress(OSError):
        append(path, describe(error), "%(asctime)s worker %(process)d: %(message)s")


def append(path: Path, text: str, form: str = "%(message)s") -> None:
    """Add some lines to the log, in logging's `form`; it is put aside when it has become long.

    Raises OSError where it cannot be opened.
    """
    record = logging.LogRecord("codexctl", logging.ERROR, "", 0, text, None, None)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _Log(path, maxBytes=_MAX_BYTES, backupCount=_BACKUPS)
    handler.setFormatter(logging.Formatter(form))
    handler.handle(record)
    handler.close()


def describe(error: Exception) -> str:
    """An expected error's message; of a bug, its type and its frames, without any values."""
    if isinstance(error, CodexctlError):
        return error.message
    if isinstance(error, NotIsolated):
        return str(error)
    # The last frames are where it happened; values in them could be content.
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    trail = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"{type(error).__name__} at {trail}"
