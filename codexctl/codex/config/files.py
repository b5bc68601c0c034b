"""Every file that Codex's configuration is made of, the highest layer first, and who prevails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import ALIASES, canonical
from codexctl.codex.config.schemas import holds_in_project
from codexctl.codex.config.written import Written, read_written
from codexctl.document.data import MISSING, Place
from codexctl.projects.markers import root_markers
from codexctl.projects.root import project_root
from codexctl.safe_read import names_in

# The folder with a repository's own configuration for Codex.
_FOLDER = ".codex"
# The older name of [features], only in requirements.toml.
_PINS = "feature_requirements"


class Layer(Enum):
    """Whose file it is. The first two are an administrator's, above everybody's."""

    requirements = "requirements"
    managed = "managed"
    project = "project"
    profile = "profile"
    user = "user"
    system = "system"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One file and the layer that it makes."""

    layer: Layer
    file: Written


@dataclass(frozen=True, slots=True)
class Said:
    """What one file says at a place."""

    layer: Layer
    file: Written
    place: Place
    value: Any

    @property
    def at(self) -> str:
        """File and line."""
        return self.file.at(self.place)


def config_files(home: Path, cwd: Path, system: Path) -> tuple[ConfigFile, ...]:
    """Read all that exist, as seen from the folder `cwd`.

    `home` is the Codex home, `system` the administrator's folder (/etc/codex). A project's file
    counts whether or not Codex trusts the project today.
    """
    paths = (
        (Layer.requirements, system / "requirements.toml"),
        (Layer.managed, system / "managed_config.toml"),
        *((Layer.project, path) for path in project_configs(home, cwd, system)),
        *((Layer.profile, path) for path in profiles_of(home)),
        (Layer.user, home / "config.toml"),
        (Layer.system, system / "config.toml"),
    )
    read = ((layer, read_written(path)) for layer, path in paths)
    return tuple(ConfigFile(layer, file) for layer, file in read if file)


def profiles_of(home: Path) -> Iterator[Path]:
    """The profiles beside a config.toml.

    They are named `NAME.config.toml`; none where the folder cannot be read.
    """
    with suppress(OSError):
        yield from (home / name for name in names_in(home) if name.endswith(".config.toml"))


def said(files: Iterable[ConfigFile], *places: Place) -> list[Said]:
    """What is said at one of several places that mean the same, wherever it has effect.

    What the administrator's requirements say prevails, then managed_config.toml; below these
    everybody's word counts, for one profile or project or another; what the user says goes before
    the system's configuration. `places` are key paths from the root of a file.
    """
    below = everywhere(files, *places)
    for layer in (Layer.requirements, Layer.managed):
        above = [statement for statement in below if statement.layer is layer]
        if above:
            return above
    if any(statement.layer is Layer.user and statement.place in places for statement in below):
        return [statement for statement in below if statement.layer is not Layer.system]
    return below


def everywhere(files: Iterable[ConfigFile], *places: Place) -> list[Said]:
    """What is said at one of several places, with effect or without."""
    return [statement for file in files for statement in _said(file, places)]


def feature_places(name: str) -> tuple[Place, ...]:
    """Where a feature flag can be, under all of its names."""
    wanted = canonical(name)
    names = (wanted, *(alias for alias, target in ALIASES.items() if target == wanted))
    return tuple((table, spelling) for table in ("features", _PINS) for spelling in names)


def flag_value(value: Any) -> Any:
    """What a feature flag is set to: by a value, or by `enabled` in a table of its own."""
    return value.get("enabled", True) if isinstance(value, Mapping) else value


def flags_in(file: ConfigFile, name: str) -> dict[Place, Any]:
    """What a file sets a feature flag to, by the places at which it does."""
    return {
        statement.place: flag_value(statement.value)
        for statement in everywhere([file], *feature_places(name))
    }


def changed(old: Mapping[Place, Any], new: Mapping[Place, Any]) -> list[Place]:
    """The places that say something new.

    Both map places to values. What is no longer said is not among them.
    """
    return [place for place, value in new.items() if old.get(place, MISSING) != value]


def _said(file: ConfigFile, places: Iterable[Place]) -> Iterator[Said]:
    for place in places:
        if not _has_effect(file.layer, place):
            continue
        for whole in (place, *(("profiles", name, *place) for name in _profiles(file))):
            value = file.file.value(whole)
            if value is not MISSING:
                yield Said(file.layer, file.file, whole, value)


def _has_effect(layer: Layer, place: Place) -> bool:
    if place[0] == _PINS:
        return layer is Layer.requirements
    return layer is not Layer.project or holds_in_project(tuple(map(str, place)))


def _profiles(file: ConfigFile) -> Iterator[str]:
    """Profiles inside a file, which Codex read until 0.134."""
    profiles = file.file.data.get("profiles")
    if isinstance(profiles, Mapping):
        yield from profiles


def project_configs(home: Path, cwd: Path, system: Path) -> Iterator[Path]:
    """A project's files, the closest to `cwd` first; the Codex home itself is none of them."""
    root = project_root(cwd, root_markers(home, system))
    if root is None:
        return
    for folder in (cwd.resolve(), *cwd.resolve().parents):
        if folder / _FOLDER != home:
            yield folder / _FOLDER / "config.toml"
        if folder == root:
            return
