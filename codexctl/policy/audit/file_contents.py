"""Reads the files of a plan from their bytes, never from the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.codex.config.files import (
    ConfigFile,
    Layer,
)
from codexctl.codex.config.written import Written
from codexctl.codex.hooks.trust import read_state
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.settings.load import from_data
from codexctl.settings.model import Settings


def config_file(path: Path, content: bytes | None, locations: Locations) -> ConfigFile | None:
    """A file of a plan as a layer of Codex's configuration; None if it is not one.

    `content` is None if there is no file. Nothing is read from disk: `path` only determines the
    layer.
    """
    if path == locations.settings_toml or not path.name.endswith("config.toml"):
        return None
    is_project = path.parent.name == PROJECT_FOLDER and path.parent != locations.codex_home
    other = Layer.project if is_project else Layer.profile
    layer = Layer.user if path == locations.config_toml else other
    return ConfigFile(layer, Written(path, data=data_in(content)))


def trust_in(config: Mapping[str, Any]) -> dict[str, str]:
    """The hashes that a config.toml records, by the key of the hook.

    All hashes of a hook are joined into one text, which is only for comparison.
    """
    entries = read_state(config).items()
    hashes = ("trusted_hash", "trusted_content_hash")
    found = {key: [(n, entry[n]) for n in hashes if n in entry] for key, entry in entries}
    return {key: repr(values) for key, values in found.items() if values}


def settings_in(content: bytes | None, path: Path) -> Settings:
    """The settings in a file, defaults if there is none; invalid ones deliver nothing."""
    try:
        return from_data(data_in(content), path)
    except CodexctlError:
        return Settings()


def data_in(content: bytes | None) -> Mapping[str, Any]:
    """The data in a TOML file, empty if it cannot be read: Codex then uses nothing of it either."""
    try:
        return parse_toml((content or b"").decode())
    except (UnicodeDecodeError, CodexctlError):
        return {}
