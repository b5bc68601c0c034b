"""The one version of a plugin that Codex uses, and its hooks with their trust keys.

A plugin may be there in several versions: `local` counts before all others, else the highest by
the rules of semantic versions, names that are not versions above these (seen with Codex 0.169).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.files import ConfigFile, Layer, everywhere, feature_places, flag_value
from codexctl.codex.config.written import Written, read_json
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.plugins.enabled import MANIFESTS, USUAL, is_within, versions_folder
from codexctl.codex.plugins.fingerprint import NotHashed, content_hash
from codexctl.safe_read import names_in

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


@dataclass(frozen=True, slots=True)
class PluginHooks:
    """One file of hooks of a plugin that is in use.

    `name` is `NAME@MARKETPLACE`, `folder` that of the version in use, `path` the file. The source
    of `hooks` is what Codex begins trust keys with: no path, but the plugin and the file in it.
    `content` is Codex's hash of the folder; where there is none, `problem` says why.
    """

    name: str
    folder: Path
    path: Path
    hooks: Hooks
    content: str = ""
    problem: str = ""


def hooks_of_plugins(home: Path, files: Sequence[ConfigFile]) -> tuple[PluginHooks, ...]:
    """The hooks of every plugin that is enabled for a person.

    `home` is the Codex home, `files` its configuration, the highest layer first; files of
    repositories and profiles have no say here. Never raises: a plugin that cannot be read has none,
    or hooks that are `rejected`.
    """
    everybodys = [file for file in files if file.layer not in (Layer.project, Layer.profile)]
    return tuple(found for name in _enabled(everybodys) for found in _of_plugin(home, name))


def _enabled(files: Sequence[ConfigFile]) -> Iterator[str]:
    """The plugins that are on; of two files that speak of one, the higher counts."""
    flags = [flag_value(said.value) for said in everywhere(files, *feature_places("plugins"))]
    if flags and flags[0] is False:
        return
    decided: dict[str, bool] = {}
    for said in everywhere(files, ("plugins",)):
        for name, value in said.value.items() if isinstance(said.value, Mapping) else ():
            is_on = isinstance(value, Mapping) and value.get("enabled", True) is not False
            decided.setdefault(name, is_on)
    yield from (name for name, is_on in decided.items() if is_on)


def folder_in_use(home: Path, name: str) -> Path | None:
    """The folder of the version of a plugin that Codex uses; None where it is nowhere."""
    folder = versions_folder(home, name)
    versions: list[str] = []
    if folder is not None:
        with suppress(OSError):
            versions = [each for each in names_in(folder) if (folder / each).is_dir()]
    return folder / max(versions, key=_rank) if folder and versions else None


def _of_plugin(home: Path, name: str) -> Iterator[PluginHooks]:
    folder = folder_in_use(home, name)
    if folder is None:
        return
    found = tuple(_read(folder))
    content, problem = "", ""
    if any(hooks.hooks for _, _, hooks in found):
        try:
            content = content_hash(folder)
        except NotHashed as error:
            problem = str(error)
        except OSError as error:
            problem = f"{error.filename}: {error.strerror}"
    for place, path, hooks in found:
        source = f"{name}:{place}"
        known = Hooks(source, hooks.hooks, hooks.rejected, hooks.warnings)
        yield PluginHooks(name, folder, path, known, content, problem)


def _read(folder: Path) -> Iterator[tuple[str, Path, Hooks]]:
    """Each file of hooks by its place in the plugin. Without a manifest it is not one."""
    manifest = next(filter(None, (read_json(folder / name / "plugin.json") for name in MANIFESTS)),
                    None)  # fmt: skip
    if manifest is None:
        return
    said = list(_said_in(manifest, folder))
    if not said and (usual := _file(folder, USUAL)):
        said = [usual]
    yield from said


def _said_in(manifest: Written, folder: Path) -> Iterator[tuple[str, Path, Hooks]]:
    said: Any = manifest.data.get("hooks")
    for index, each in enumerate(said if isinstance(said, list) else [said]):
        if isinstance(each, dict) and "hooks" in each:
            place = f"plugin.json#hooks[{index}]"
            yield place, manifest.path, read_inline_hooks(each, place)
        elif isinstance(each, str) and is_within(each):
            file = _file(folder, each.removeprefix("./"))
            if file is not None:
                yield file


def _file(folder: Path, place: str) -> tuple[str, Path, Hooks] | None:
    file = read_json(folder / place)
    if file is None:
        return None
    if file.problem:
        return place, file.path, Hooks(place, rejected=file.problem)
    return place, file.path, read_hooks_json(file.text, place)


def _rank(version: str) -> tuple[int, tuple[int, ...], bool, tuple[tuple[int, int, str], ...], str]:
    """Where a version is among others."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return (2 if version == "local" else 1), (), False, (), version
    before = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in (found[4] or "").split(".")
    )
    return 0, tuple(map(int, found.group(1, 2, 3))), found[4] is None, before, version
