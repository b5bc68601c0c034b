"""All users' Codex homes on a machine, for an audit, which only reads files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from codexctl.system.accounts import everybody

_FOLDER = ".codex"


def codex_homes_of_all() -> Iterator[tuple[str, Path]]:
    """All accounts of this machine with a Codex home at the default place.

    Pairs of the account's name and the folder, each folder once. A home that is set by CODEX_HOME
    is known only to the person. On Windows, other users' files cannot be read.
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
