"""The layers that count in a folder, the highest first: from the files, or as Codex itself says.

The order, high to low (0.169.0; `config/read` gives it so): the administrator's
managed_config.toml, the arguments of one run, the project's files from the current folder up to its
root, the profile that the run names, the person's own file, the system's. Above all of them are
the administrator's requirements, which hold values rather than give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from codexctl.codex.asking.seen import Layer as SeenLayer
from codexctl.codex.config.files import ConfigFile
from codexctl.codex.config.files import Layer as FileLayer
from codexctl.codex.config.session_words import config_of
from codexctl.codex.config.written import Written
from codexctl.document.data import lookup
from codexctl.document.toml.parse import parse_toml
from codexctl.projects.trust_key import trust_key


class Kind(StrEnum):
    """Whose word a layer is."""

    requirements = "requirements"
    managed = "managed"
    cloud = "cloud"
    session = "session"
    project = "project"
    profile = "profile"
    user = "user"
    system = "system"
    defaults = "defaults"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `file` is None where it has none; `disabled` says why Codex passes it over."""

    kind: Kind
    config: Mapping[str, Any] = field(default_factory=dict)
    file: Written | None = None
    disabled: str = ""

    @property
    def name(self) -> str:
        """Its file, or what it is."""
        return str(self.file.path) if self.file else self.kind.value


_ORDER = (
    *(Kind.requirements, Kind.managed, Kind.session, Kind.project, Kind.profile),
    *(Kind.user, Kind.cloud, Kind.system, Kind.defaults),
)
_OF_FILES = {
    FileLayer.requirements: Kind.requirements,
    FileLayer.managed: Kind.managed,
    FileLayer.project: Kind.project,
    FileLayer.user: Kind.user,
    FileLayer.system: Kind.system,
}
# The layers without a file, by the names that app-server uses.
_OF_NAMES = {
    "sessionFlags": Kind.session,
    "legacyManagedConfigTomlFromMdm": Kind.managed,
    "mdm": Kind.managed,
    "enterpriseManaged": Kind.cloud,
    "packagedDefaults": Kind.defaults,
}
UNTRUSTED = "Codex does not trust this folder"


def from_files(
    files: Iterable[ConfigFile], *, profile: Path | None, words: Sequence[str], root: Path | None
) -> list[Layer]:
    """The layers by the files alone.

    `files` are all that exist; of the profiles among them `profile` counts, None for none. `words`
    are the arguments of the run, `root` is the project's root folder, by whose trust its files
    count.
    """
    found = [_session(words)] if words else []
    every = list(files)
    user = next((one.file.data for one in every if one.layer is FileLayer.user), {})
    for one in every:
        if one.layer is FileLayer.profile:
            if one.file.path == profile:
                found.append(Layer(Kind.profile, one.file.data, one.file))
            continue
        kind = _OF_FILES[one.layer]
        trusted = kind is not Kind.project or is_trusted(one.file.path.parent.parent, root, user)
        found.append(Layer(kind, one.file.data, one.file, "" if trusted else UNTRUSTED))
    return sorted(found, key=lambda layer: _ORDER.index(layer.kind))


def from_codex(
    seen: Iterable[SeenLayer], ours: Sequence[Layer], pins: Mapping[str, bool]
) -> list[Layer]:
    """The layers by Codex's word, with our lines, and with those of ours that it was not told of.

    `seen` come highest first; `ours` are those of `from_files`; `pins` are the feature flags that
    an administrator fixed.
    """
    files = {layer.name: layer for layer in ours}
    found = [_seen(one, files) for one in seen]
    known = {layer.name for layer in found}
    extra = [one for one in ours if one.kind in (Kind.session, Kind.profile)]
    extra += [one for one in ours if one.kind is Kind.requirements]
    if pins and not any(one.kind is Kind.requirements for one in extra):
        extra.append(Layer(Kind.requirements, {"features": dict(pins)}))
    both = [*found, *(one for one in extra if one.name not in known)]
    # Codex's own order within a kind: of a project's files, the closest one first.
    return sorted(both, key=lambda layer: _ORDER.index(layer.kind))


def is_trusted(folder: Path, root: Path | None, user: Mapping[str, Any]) -> bool:
    """Whether Codex trusts a project's folder: by its own entry, else by that of its root."""
    for path in (folder, root):
        level = lookup(user, ("projects", trust_key(path), "trust_level")) if path else None
        if isinstance(level, str):
            return level == "trusted"
    return False


def _seen(layer: SeenLayer, files: Mapping[str, Layer]) -> Layer:
    ours = files.get(layer.name)
    if ours is not None:
        # As written in the file: Codex's own answer leaves out what it ignores.
        return Layer(ours.kind, ours.config, ours.file, layer.disabled)
    kind = _OF_NAMES.get(layer.name) or _by_path(Path(layer.name))
    return Layer(kind, layer.config, Written(Path(layer.name)) if "/" in layer.name else None,
                 layer.disabled)  # fmt: skip


def _by_path(path: Path) -> Kind:
    if path.name == "managed_config.toml":
        return Kind.managed
    return Kind.project if path.parent.name == ".codex" else Kind.system


def _session(words: Sequence[str]) -> Layer:
    return Layer(Kind.session, parse_toml(config_of(words)))
