"""Snapshots: Codex's files as they were at some moment, by a name, and the way back to them."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codexctl.document import bounded_json
from codexctl.edit.files.read import read
from codexctl.edit.files.stage import make_folders, write_own
from codexctl.edit.plan import FileEdit, Plan
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations
from codexctl.safe_read import read_text
from codexctl.wording import did_you_mean

FORM = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
_ENDING = ".json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of each file by its name in the Codex home; `at` is when (RFC 3339, UTC)."""

    name: str
    at: str
    files: Mapping[str, bytes]


def folder(locations: Locations) -> Path:
    """Where snapshots are: they hold whatever the files held, so nobody else may read them."""
    return locations.data_dir / "snapshots"


def take(name: str, now: datetime, locations: Locations, *, force: bool = False) -> Snapshot:
    """Copy Codex's files into a snapshot; `now` becomes its date, `force` replaces an older one.

    Raises UsageError if a snapshot with that name exists and `force` is False.
    """
    _check(name)
    path = folder(locations) / f"{name}{_ENDING}"
    if path.exists() and not force:
        raise UsageError(f"there is a snapshot {name} already", "--force replaces it")
    contents = {file.name: content for file, content in _now(locations).items()}
    found = Snapshot(name, now.isoformat(timespec="seconds"), contents)
    said = {
        "version": FORM,
        "at": found.at,
        "files": {key: b64encode(value).decode() for key, value in found.files.items()},
    }
    make_folders(path.parent)
    write_own(path, json.dumps(said, indent=1).encode())
    return found


def load(name: str, locations: Locations) -> Snapshot:
    """One snapshot by its name. Raises CodexctlError if there is none or it is damaged."""
    _check(name)
    try:
        said = bounded_json.loads(read_text(folder(locations) / f"{name}{_ENDING}"))
        files = {str(key): b64decode(value, validate=True) for key, value in said["files"].items()}
        if said["version"] != FORM or any("/" in key or "\\" in key for key in files):
            raise ValueError
        return Snapshot(name, str(said["at"]), files)
    except FileNotFoundError:
        hint = did_you_mean(name, names(locations), "codexctl config snapshot")
        raise CodexctlError(f"there is no snapshot {name}", hint) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CodexctlError(f"the snapshot {name} cannot be read", "take another one") from None


def names(locations: Locations) -> list[str]:
    """The names of all snapshots, in order."""
    return sorted(path.stem for path in folder(locations).glob(f"*{_ENDING}"))


def forget(name: str, locations: Locations) -> None:
    """Delete a snapshot. Raises CodexctlError where there is none."""
    load(name, locations)
    (folder(locations) / f"{name}{_ENDING}").unlink()


def plan_restore(snapshot: Snapshot, locations: Locations) -> Plan:
    """The plan that makes Codex's files what they were; a profile that came since goes."""
    now = _now(locations)
    paths = {locations.codex_home / name for name in snapshot.files} | set(now)
    edits = (FileEdit(path, now.get(path), snapshot.files.get(path.name)) for path in sorted(paths))
    changed = tuple(edit for edit in edits if edit.before != edit.after)
    return Plan(changed, f"config restore {snapshot.name}")


def _now(locations: Locations) -> dict[Path, bytes]:
    found = ((path, read(path)) for path in _paths(locations))
    return {path: content for path, content in found if content is not None}


def _paths(locations: Locations) -> Iterator[Path]:
    yield locations.config_toml
    yield locations.hooks_json
    yield from sorted(locations.codex_home.glob("*.config.toml"))


def _check(name: str) -> None:
    if not _NAME.match(name):
        raise UsageError(f"{name}: not a valid snapshot name", "letters, digits, -, _ and .")
