"""Hooks that Codex's plugins bring: which plugins are enabled, and what their folders hold.

A plugin is enabled by `[plugins."NAME@MARKETPLACE"]` in config.toml, and is below
`plugins/cache/MARKETPLACE/NAME/VERSION` of the Codex home. Its manifest may name its hooks, else
they are in `hooks/hooks.json` (seen with Codex 0.169).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.files import ConfigFile, Layer, everywhere, feature_places, flag_value
from codexctl.codex.config.written import Written, read_json
from codexctl.safe_read import names_in

MANIFESTS = (".codex-plugin", ".claude-plugin", ".cursor-plugin")
USUAL = "hooks/hooks.json"
# More than anybody has; a folder with very many names must not keep an audit busy forever.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Plugin:
    """An enabled plugin, `NAME@MARKETPLACE`, and where that is; its files of hooks.

    `hooks` is empty for a plugin that brings none, or is nowhere.
    """

    name: str
    at: str
    layer: Layer
    hooks: tuple[Written, ...] = ()


def enabled_plugins(files: Sequence[ConfigFile]) -> tuple[Plugin, ...]:
    """The plugins that some file enables, their hooks not read.

    None where the feature `plugins` is off for everybody.
    """
    flags = [flag_value(said.value) for said in everywhere(files, *feature_places("plugins"))
             if said.layer in (Layer.requirements, Layer.managed)]  # fmt: skip
    if False in flags:
        return ()
    found: dict[str, Plugin] = {}
    for said in everywhere(files, ("plugins",)):
        for name, value in said.value.items() if isinstance(said.value, Mapping) else ():
            if isinstance(value, Mapping) and value.get("enabled", True) is not False:
                at = said.file.at((*said.place, name))
                found.setdefault(name, Plugin(name, at, said.layer))
    return tuple(found.values())[:_MOST]


def plugins_with_hooks(home: Path, files: Sequence[ConfigFile]) -> tuple[Plugin, ...]:
    """The enabled plugins that bring hooks; `home` is the Codex home that has their copies."""
    return tuple(
        Plugin(each.name, each.at, each.layer, hooks)
        for each in enabled_plugins(files)
        if (hooks := tuple(_hooks_of(home, each.name)))
    )


def versions_folder(home: Path, name: str) -> Path | None:
    """Where the versions of `NAME@MARKETPLACE` are; None for what cannot be a plugin's name."""
    plugin, _, market = name.rpartition("@")
    if not _is_part(plugin) or not _is_part(market):
        return None
    return home / "plugins" / "cache" / market / plugin


def _hooks_of(home: Path, name: str) -> Iterator[Written]:
    folder = versions_folder(home, name)
    versions: list[str] = []
    if folder is not None:
        with suppress(OSError):
            versions = names_in(folder)
        for version in versions[:_MOST]:
            yield from _hooks_in(folder / version)


def _is_part(name: str) -> bool:
    """Whether a name is one of a folder, and no way to another."""
    return bool(name) and name not in (".", "..") and "/" not in name and "\\" not in name


def _hooks_in(folder: Path) -> Iterator[Written]:
    """The files of hooks of one version of a plugin; the usual one where its manifest names none.

    One whose manifest names only what Codex does not take has its usual hooks run.
    """
    said: list[Written] = []
    for name in MANIFESTS:
        manifest = read_json(folder / name / "plugin.json")
        if manifest is not None and "hooks" in manifest.data:
            said = list(_said_in(manifest, folder))
            break
    usual = None if said else read_json(folder / USUAL)
    yield from (*said, *([usual] if usual else ()))


def _said_in(manifest: Written, folder: Path) -> Iterator[Written]:
    said: Any = manifest.data["hooks"]
    entries = said if isinstance(said, list) else [said]
    if any(isinstance(each, Mapping) and "hooks" in each for each in entries):
        yield manifest
    for path in entries:
        # A path that leads out of the plugin is not followed: nothing there belongs to the plugin.
        if isinstance(path, str) and is_within(path):
            file = read_json(folder / path)
            if file is not None:
                yield file


def is_within(path: str) -> bool:
    """Whether Codex takes such a path of a manifest: it begins in the plugin and stays there."""
    return path.startswith("./") and ".." not in path.replace("\\", "/").split("/")
