"""Paths as others may see them: from the repository, or from a home that is not spelled out.

Whoever can see a run's page can read what a step says there, and a path has the name of whoever
made it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codexctl.wording import safe

WORKSPACE = "GITHUB_WORKSPACE"
# Everybody's homes, where the system makes them: `/home/ann/.codex` is `~ann/.codex`.
_OTHER_HOMES = re.compile(r"(?<![\w.~-])(?:/home|/Users|[A-Za-z]:[\\/]Users)[\\/](?=[\w.-])")


def shortener(environ: Mapping[str, str]) -> Callable[[str], str]:
    """What makes the paths in a text short: the workspace's relative, homes `~` or `~NAME`."""
    folders = [*_folders(environ.get(WORKSPACE, ""), ""), *_folders(_home(environ), "~")]

    def short(text: str) -> str:
        for pattern, instead in folders:
            text = pattern.sub(instead, text)
        return _OTHER_HOMES.sub("~", text)

    return short


def _folders(folder: str, instead: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """A folder by every name that it has in a text, and what stands there in its place.

    Without a word in its place, the folder's own path is `.` and what lies in it is relative.
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
