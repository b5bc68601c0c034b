"""Codex's hash of all that is in a plugin's folder, on which trust in its hooks depends.

Codex 0.164 and later records it beside the hash of each hook, as `trusted_content_hash`: an
upgrade of the plugin needs a new look, whatever became of its hooks. Where an entry has none,
Codex does not compare it. The way it is computed was found by comparing with `hooks/list` of 0.169
(tests/e2e/plugin does so again).
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

FIRST = (0, 164)
"""The first release that has it."""
_BEGINNING = b"codex-plugin-bundle-v1"
# Files that Python leaves in folders are not part of it.
_PASSED_OVER = ("__pycache__", ".venv")
_PASSED_OVER_ENDS = (".pyc", ".egg-info")
# Far more than any plugin has; a folder with very many files must not keep us busy forever.
_MOST_BYTES, _MOST_ENTRIES = 64 << 20, 20_000


class NotHashed(Exception):
    """A folder has something of which Codex makes no hash, or more than we read."""


def content_hash(folder: Path) -> str:
    """Hash the folder of one version of a plugin, as `hooks.state` has it.

    Every folder and file counts with its path, in the order of names; modes and times do not.
    Raises NotHashed for links and devices, for which Codex skips the plugin's hooks, and OSError.
    """
    digest, waiting = hashlib.sha256(_BEGINNING), [folder]
    left, entries = _MOST_BYTES, 0
    while waiting:
        path = waiting.pop()
        if path != folder and _is_passed_over(path.name):
            continue
        entries += 1
        mode = path.lstat().st_mode
        name = b"" if path == folder else os.fsencode(path.relative_to(folder))
        digest.update(_count(len(name)) + name)
        if stat.S_ISDIR(mode):
            digest.update(b"directory")
            # The last one is processed next.
            waiting += sorted(path.iterdir(), key=os.fsencode, reverse=True)
        elif stat.S_ISREG(mode):
            content = _content(path, left)
            left -= len(content)
            digest.update(b"file" + _count(len(content)) + content)
        else:
            raise NotHashed(f"{path} is neither a file nor a folder")
        if entries > _MOST_ENTRIES:
            raise NotHashed(f"{folder} has more than {_MOST_ENTRIES} files and folders")
    return f"sha256:{digest.hexdigest()}"


def _content(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise NotHashed(f"{path}: the plugin has more than {_MOST_BYTES >> 20} MiB")
    return content


def _is_passed_over(name: str) -> bool:
    return name in _PASSED_OVER or name.endswith(_PASSED_OVER_ENDS)


def _count(number: int) -> bytes:
    return number.to_bytes(8, "little")
