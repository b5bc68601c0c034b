"""Which of the folders that turns ran in a person means, in any way of writing one.

The folders come from other machines and systems too, so that a Windows path is told by its shape
and not by where we run. One that was copied from a table may have lost its beginning.
"""

from __future__ import annotations

import ntpath
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

# A drive, a share, or a device in the long form.
_WINDOWS = re.compile(r"(?:[A-Za-z]:(?:[\\/]|\Z)|\\\\|//[?.]/)")
# With `\\?\` before a path, Windows does not change it; it means the same folder.
_VERBATIM = re.compile(r"\\\\[?.]\\(UNC\\)?", re.IGNORECASE)
_CUT = ("…", "...")


def meant(wanted: str, stored: Iterable[str], here: Path) -> tuple[str, ...]:
    """Those of the stored folders that are `wanted` or below it.

    `wanted` may be relative to `here`, begin with `~`, have slashes at its end, or lead through
    symbolic links. Windows paths compare without case, as macOS's do on macOS. Matches are given as
    they are stored. Links are looked up on this machine's disk.
    """
    tail = next((wanted[len(mark) :] for mark in _CUT if _is_cut(wanted, mark)), None)
    if tail is not None:
        end = _plain(tail)
        return tuple(folder for folder in stored if _plain(folder).endswith(end))
    if is_windows(wanted):
        tops = {_key(wanted)}
    else:
        lexical = os.path.normpath(here / Path(wanted).expanduser())
        tops = {_key(lexical), _key(os.path.realpath(lexical))}
    return tuple(folder for folder in stored if any(_is_below(key, tops) for key in _keys(folder)))


def is_windows(path: str) -> bool:
    """Whether a path can only be Windows': a drive, a share or a device."""
    return _WINDOWS.match(path) is not None


def _is_cut(wanted: str, mark: str) -> bool:
    rest = wanted[len(mark) :]
    return wanted.startswith(mark) and bool(rest) and not (mark == "..." and rest[0] in "./\\")


def _keys(stored: str) -> Iterable[str]:
    """A stored folder as it is written and, if it is one of this machine, where it leads."""
    yield _key(stored)
    if stored.startswith("/") and not is_windows(stored):
        yield _key(os.path.realpath(stored))


def _key(path: str) -> str:
    """One spelling for a path: no slash at its end, Windows' in small letters with backslashes."""
    if not is_windows(path):
        key = _slashed(os.path.normpath(path))
        return key.casefold() if sys.platform == "darwin" else key
    plain = path.replace("/", "\\")
    found = _VERBATIM.match(plain)
    if found:
        plain = ("\\\\" if found[1] else "") + plain[found.end() :]
    # Marked as a Windows path: a share would begin like a Unix path.
    return "windows:" + ntpath.normpath(plain).replace("\\", "/").rstrip("/").casefold()


def _plain(path: str) -> str:
    return (path.replace("\\", "/").casefold() if "\\" in path else path).rstrip("/")


def _slashed(path: str) -> str:
    return path.rstrip("/")


def _is_below(key: str, tops: Iterable[str]) -> bool:
    return any(key == top or key.startswith(top + "/") for top in tops)
