"""Whose Codex homes are on a machine: for an audit of everybody, which reads files only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from codexctl.system.accounts import everybody

_FOLDER = ".codex"


def codex_homes_of_all() -> Iterator[tuple[str, Path]]:
    """Every account of this machine that has a Codex home where Codex looks for it by default.

    Pairs of the account's name and the folder, each folder once. One that CODEX_HOME names is
    known to nobody but the person. On Windows there is nobody else whose files could be read.
    """
    seen: set[tuple[int, int]] = set()
    for account in sorted(everybody(), key=lambda each: each.uid):
        home = Path(account.home) / _FOLDER
        try:
            found = os.stat(home)  # noqa: PTH116 - a link is judged by whoever reads behind it
        except (OSError, ValueError):
            continue
        identity = (found.st_dev, found.st_ino)
        if stat.S_ISDIR(found.st_mode) and identity not in seen:
            seen.add(identity)
            yield account.name, home
