"""Paths that others may see: relative to the repository, or to a home without its full path.

Everybody who can see a run's page can read what a step prints there, and a path may contain a
user's name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codexctl.wording import safe

WORKSPACE = "GITHUB_WORKSPACE"
# The folders with all users' homes: `/home/ann/.codex` becomes `~ann/.codex`.
_OTHER_HOMES = re.compile(r"(?<![\w.~-])(?:/home|/Users|[A-Za-z]:[\\/]Users)[\\/](?=[\w.-])")


def shortener(environ: Mapping[str, str]) -> Callable[[str], str]:
    """Shortens the paths in a text: relative to the workspace, homes as `~` or `~NAME`."""
    folders = [*_folders(environ.get(WORKSPACE, ""), ""), *_folders(_home(environ), "~")]

    def short(text: str) -> str:
        for pattern, instead in folders:
            text = pattern.sub(instead, text)
        return _OTHER_HOMES.sub("~", text)

    return short


def _folders(folder: str, instead: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """A pattern for all spellings of a folder in a text, and the replacement.

    Without a replacement, the folder becomes `.` and paths in it become relative.
    """
    if not folder or Path(folder) == Path(Path(folder).anchor):
        return
    folder = folder.rstrip("/\\")
    real = os.path.realpath(folder)
    for name in dict.fromkeys((folder, real, safe(folder), safe(real))):
        # Not in the middle of a longer name: /rootfs is not in /root, nor /mnt/root.
        begin = rf"(?<![\w.~-]){re.escape(name)}"
        if not instead:
            yield re.compile(rf"{begin}[\\/](?=[\w.])"), ""
        yield re.compile(rf"{begin}(?![\w.-]*[\w-])"), instead or "."


def _home(environ: Mapping[str, str]) -> str:
    return environ.get("HOME") or environ.get("USERPROFILE") or str(Path.home())
