"""What begins a project, by Codex's configuration, and the folder in which a project has its own.

Asked on the real Codex (0.169): managed_config.toml prevails, then the person's config.toml, then
the system's; what a project's own configuration says of it counts nowhere.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any

from codexctl.bounded_toml import loads
from codexctl.safe_read import read_text

GIT = ".git"
PROJECT_FOLDER = ".codex"
MARKERS = "project_root_markers"
USUAL_MARKERS = (GIT,)
# Python's parser does not know TOML 1.1 yet, which Codex takes: then the one line is looked for.
_LINE = re.compile(rf"^[ \t]*{MARKERS}[ \t]*=[ \t]*(\[[^\]]*\])", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def system_folder(platform: str = sys.platform) -> Path:
    """Where Codex looks for what an administrator has placed; no variable moves it."""
    if platform == "win32":
        return Path(PureWindowsPath("C:/ProgramData/OpenAI/Codex"))
    return Path("/etc/codex")


def root_markers(codex_home: Path, system: Path | None = None) -> tuple[str, ...]:
    """What begins a project, by the highest of Codex's files that says so.

    A repository's own configuration has no say in it. `system` is the administrator's folder,
    if it is not the usual one.
    """
    etc = system or system_folder()
    for path in (etc / "managed_config.toml", codex_home / "config.toml", etc / "config.toml"):
        said = _markers_in(path)
        if said is not None:
            return said
    return USUAL_MARKERS


def _markers_in(path: Path) -> tuple[str, ...] | None:
    """What one file says; None where it says nothing, or nothing that Codex would take."""
    try:
        text = read_text(path, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    said = next(_values(text), None)
    if not isinstance(said, list) or not all(isinstance(marker, str) for marker in said):
        return None
    return tuple(said)


def _values(text: str) -> Iterator[Any]:
    if MARKERS not in text and "\\" not in text:
        return  # nobody spells a key with escapes, but one could: then the file is read whole
    try:
        data = loads(text)
    except tomllib.TOMLDecodeError:
        table = _TABLE.search(text)
        head = text[: table.start()] if table else text
        if found := _LINE.search(head):
            try:
                yield tomllib.loads(f"said = {found[1]}")["said"]
            except tomllib.TOMLDecodeError:
                return
        return
    if MARKERS in data:
        yield data[MARKERS]
