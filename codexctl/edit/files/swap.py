"""Putting new content in a file's place so that nobody's content is ever lost on the way.

A plain rename replaces whatever is there at that moment, also what another program wrote a
microsecond before. Where the system can exchange two names (Linux: renameat2 with
RENAME_EXCHANGE, macOS: renamex_np with RENAME_SWAP, Windows: ReplaceFile, which keeps what was
there) we exchange, look at what came out, and exchange back if it is not what the plan was made
from.
"""

from __future__ import annotations

import os
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.system import exchange, replace, sync_folder
from codexctl.system.unsupported import UNSUPPORTED

__all__ = ["Moved", "exchange", "put_in_place", "replace_if", "sync_folder"]


class Moved(Exception):
    """The file is no longer what the plan was made from."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def put_in_place(target: Path, temp: Path, before: bytes | None, after: bytes | None) -> None:
    """Make `target`, which holds `before`, hold `after`, which `temp` holds already.

    None is "no file". `temp` is beside `target` and is gone afterwards. Raises Moved, having
    changed nothing and with `temp` still there, if the target holds something else.
    """
    if read(target) != before or target.is_symlink():
        raise Moved(target)
    if before is None:
        _create(target, temp)
    elif after is None:
        _remove(target, temp, before)
    else:
        replace_if(target, temp, before=before, after=after)
    sync_folder(target.parent)


def _create(target: Path, temp: Path) -> None:
    """A hard link, unlike a rename, fails where a file has appeared in the meantime."""
    try:
        os.link(temp, target)
    except FileExistsError:
        raise Moved(target) from None
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
        temp.rename(target)
    else:
        temp.unlink()


def _remove(target: Path, temp: Path, before: bytes) -> None:
    target.rename(temp)
    if read(temp) != before:
        _create(target, temp)
        raise Moved(target)
    temp.unlink()


def replace_if(target: Path, temp: Path, *, before: bytes, after: bytes) -> None:
    """Exchange the two; exchange back and raise Moved if what came out is not `before`.

    `temp` holds `after` already, and is gone if all went well.
    """
    try:
        exchanged = exchange(temp, target)
    except FileNotFoundError:
        raise Moved(target) from None
    if not exchanged:
        replace(temp, target)
        return
    if read(temp) != before:
        exchange(temp, target)
        if read(temp) != after:  # somebody wrote again: the newest content stays
            exchange(temp, target)
        raise Moved(target)
    temp.unlink()
