"""Undoing our change in a file as it is now, even if somebody has edited it since."""

from __future__ import annotations

from collections.abc import Callable

from codexctl.document.revert import revert_hooks, revert_toml
from codexctl.document.three_way import Conflict, revert_lines
from codexctl.edit.shown import shown_diff
from codexctl.edit.transaction.receipts import FileChange
from codexctl.errors import DocumentError, EditRefused

_READERS: dict[str, Callable[[str, str, str], str]] = {
    ".toml": revert_toml,
    ".json": revert_hooks,
}


class UndoConflict(EditRefused):
    """Somebody has since edited the very thing that is to be undone; `diff` shows how."""

    def __init__(self, message: str, hint: str, diff: str) -> None:
        super().__init__(message, hint)
        self.diff = diff


def take_back(change: FileChange, now: bytes | None) -> bytes | None:
    """The content of the file without our change: exactly what it held, if nobody edited it.

    `now` is what it holds, None if it does not exist. Raises UndoConflict.
    """
    if now in (change.after, change.before):
        return change.before
    if now is None or change.after is None:
        what = "deleted" if now is None else "created"
        raise _conflict(change, now, f"{change.path} has been {what} since")
    try:
        return _revert(change, change.after.decode(), now.decode())
    except Conflict:
        raise _conflict(
            change, now, f"{change.path} has been edited since, in the same place"
        ) from None
    except (DocumentError, UnicodeDecodeError):
        raise _conflict(
            change, now, f"{change.path} has been edited since and is invalid now"
        ) from None


def _revert(change: FileChange, after: str, now: str) -> bytes | None:
    before = (change.before or b"").decode()
    text = _READERS.get(change.path.suffix, revert_lines)(before, after, now)
    return None if change.before is None and not text.strip() else text.encode()


def _conflict(change: FileChange, now: bytes | None, message: str) -> UndoConflict:
    return UndoConflict(
        message,
        hint="compare it with what codexctl wrote, and undo the rest by hand",
        diff=shown_diff(change.after, now, str(change.path)),
    )
