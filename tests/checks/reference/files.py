"""`docs/reference/files.md`: the files that codexctl writes, from the one table of places."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from codexctl.codex.hooks.command import SCRIPT_MODE
from codexctl.locations import Locations
from tests.checks.reference.markdown import table

_HEAD = """\
# Files

This page is for everybody who wants to know what codexctl writes on a machine. It lists every file
that codexctl writes for a person, with its mode and content. Folders have the mode 0700.

- `CONFIG` is `~/.config/codexctl` (macOS: `~/Library/Application Support/codexctl`, Windows:
  `%LOCALAPPDATA%\\codexctl`).
- `DATA` is `~/.local/share/codexctl` (on macOS and Windows the same folder as `CONFIG`).
- With `CODEXCTL_HOME` both are that folder.
- `CODEX` is Codex's home, `~/.codex` or `$CODEX_HOME`.

Files of Codex keep their mode, and codexctl changes nothing in them that you did not ask for.
[Rollout](../rollout.md) lists what an administrator's rollout writes. The administrator's policy is
`/etc/codexctl/policy.toml` (macOS: `/Library/Application Support/codexctl/policy.toml`, Windows:
`C:\\ProgramData\\codexctl\\policy.toml`). codexctl only reads it.

This page is generated from `codexctl/locations.py`.
"""
_HOME, _CODEX, _CONFIG, _DATA = (Path("/" + name) for name in ("HOME", "CODEX", "CONFIG", "DATA"))
NEW_FILE = 0o600
_SCRIPTS = ("hook_script", "notify_script")
_READ_ONLY = ("rollout_folders",)
_MORE = {
    "CODEX/NAME.config.toml": ("as it is", "A profile that `codexctl profiles` writes."),
    "DATA/config.toml.rejected": ("0600", "What `codexctl config edit` could not use, as typed."),
    "DATA/cursors.db-wal": ("0600", "SQLite's own; also `-shm`, and both beside traces.db."),
    "DATA/edit.lock": ("0600", "Held while an edit is made."),
    "DATA/interrupted-NUMBER/": ("0700", "The record of an interrupted edit that was set aside."),
    "DATA/snapshots/": ("0700", "What `codexctl config snapshot` keeps of Codex's files."),
    "DATA/traces.db.broken": ("0600", "A local store that was damaged, set aside."),
    "DATA/worker.lock.owner": ("0600", "Who holds the lock, on a file system without locks."),
}


def text() -> str:
    """The whole page."""
    return _HEAD + "\n" + table(("File", "Mode", "What it holds"), sorted(rows()))


def rows() -> Iterator[tuple[str, str, str]]:
    """Every file: its path, mode and meaning."""
    yield from ((f"`{path}`", mode, said) for path, (mode, said) in _MORE.items())
    places = Locations(_HOME, _CODEX, _CONFIG, _DATA, Path("/policy"))
    for name, member in inspect.getmembers(Locations, lambda one: isinstance(one, property)):
        if name in _READ_ONLY:
            continue
        path = str(getattr(places, name)).removeprefix("/")
        is_folder = name.endswith("_dir")
        mode = SCRIPT_MODE if name in _SCRIPTS or is_folder else NEW_FILE
        said = "as it is" if path.startswith("CODEX/") else f"{mode:04o}"
        yield f"`{path}{'/' if is_folder else ''}`", said, _first(member)


def _first(member: property) -> str:
    return (inspect.getdoc(member) or "").partition("\n\n")[0].replace("\n", " ")
