"""The administrator's file to limits. Whatever is wrong with it makes it stricter, never looser."""

from __future__ import annotations

import stat
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode

VERSION = 1
_TABLES: dict[str, dict[str, type]] = {
    "capture": {"max": str, "exclude": list},
    "destinations": {"allow": list},
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What the administrator allows.

    `allow` holds URL prefixes that remote destinations must start with; None means any, an
    empty tuple none. `problem` says why the file could not be used, empty when it could.
    """

    capture: CaptureLimits
    allow: tuple[str, ...] | None
    path: Path
    problem: str = ""

    def allows(self, endpoint: str) -> bool:
        """Whether spans may be sent to this URL."""
        if self.allow is None:
            return True
        return any(_under(endpoint, prefix) for prefix in self.allow)


def read(path: Path, *, owner: int | None = 0) -> Policy | None:
    """Read the policy file; None when there is none.

    `owner` is the user id that must own the file and be alone in being able to write it (root;
    None skips the check, for systems without owners). An empty, invalid, newer, unreadable or
    foreign file yields metadata only and no remote destination, with the reason in `problem`.
    """
    try:
        real = path.resolve(strict=True)
    except FileNotFoundError:
        return None if not path.is_symlink() else _closed(path, "is a link that leads nowhere")
    except OSError as error:
        return _closed(path, f"cannot be resolved: {error.strerror}")
    try:
        problem = _ownership(real, owner) if owner is not None else ""
        text = real.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        return _closed(path, f"cannot be read: {error.strerror}")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return _closed(path, f"is not valid TOML: {error}")
    problem = problem or _first_problem(data)
    return _closed(path, problem) if problem else _policy(path, data)


def owner_required(platform: str = sys.platform) -> int | None:
    """Whose file the policy must be: root where there is one."""
    return None if platform == "win32" else 0


def _closed(path: Path, problem: str) -> Policy:
    limits = CaptureLimits(CaptureMode.metadata, CATEGORIES, "policy")
    return Policy(limits, (), path, f"{path} {problem}")


def _policy(path: Path, data: Mapping[str, Any]) -> Policy:
    capture = data.get("capture", {})
    mode = CaptureMode[capture.get("max", CaptureMode.full.name)]
    limits = CaptureLimits(mode, frozenset(capture.get("exclude", ())), "policy")
    allow = data.get("destinations", {}).get("allow")
    return Policy(limits, None if allow is None else tuple(allow), path)


def _first_problem(data: Mapping[str, Any]) -> str:
    if data.get("version") != VERSION:
        return f"must say version = {VERSION}"
    for name, table in data.items():
        if name == "version":
            continue
        keys = _TABLES.get(name)
        if keys is None or not isinstance(table, dict):
            return f"has an unknown entry: {name}"
        for key, value in table.items():
            if not isinstance(value, keys.get(key, ())):
                return f"has an unknown or mistyped entry: {name}.{key}"
    capture = data.get("capture", {})
    if capture.get("max", "full") not in CaptureMode.__members__:
        return f"has an unknown capture.max: {capture['max']}"
    words = [*capture.get("exclude", ()), *data.get("destinations", {}).get("allow", ())]
    if not all(isinstance(word, str) for word in words):
        return "has a list with something other than text in it"
    unknown = set(capture.get("exclude", ())) - CATEGORIES
    return f"excludes an unknown category: {', '.join(sorted(unknown))}" if unknown else ""


def _ownership(real: Path, owner: int) -> str:
    """Whether only `owner` can change the file or put another one in its place."""
    for part in (real, *real.parents):
        status = part.stat()
        others = stat.S_IWGRP | stat.S_IWOTH
        sticky = status.st_mode & stat.S_ISVTX and part not in (real, real.parent)
        if status.st_uid != owner or (status.st_mode & others and not sticky):
            return f"is not safe: {part} is not root's alone to write"
    return ""


def _under(endpoint: str, prefix: str) -> bool:
    """Prefix match that stops at a boundary, so that `https://a.com` does not allow `https://a.com.evil`."""
    if not endpoint.startswith(prefix):
        return False
    rest = endpoint[len(prefix) :]
    return prefix.endswith("/") or not rest or rest[0] in "/?:"
