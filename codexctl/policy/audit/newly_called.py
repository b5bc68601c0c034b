"""Other tracers that Codex would call after an edit but does not call now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from codexctl.codex.callers.called import called_by_hooks, called_by_notify
from codexctl.codex.callers.known_as import known_plugin
from codexctl.codex.config.files import ConfigFile, Layer
from codexctl.codex.config.written import json_of, written_of
from codexctl.locations import Locations


def newly_called(
    before: Mapping[Path, bytes | None], after: Mapping[Path, bytes | None], locations: Locations
) -> list[str]:
    """The names of known tracers that Codex calls only with the files in `after`, each once.

    Both arguments have the same files with their content, None if there is no file. A tracer that
    moves to another file, or is called in another way, is not new.
    """
    had, has = (set(_called(side, locations)) for side in (before, after))
    return sorted(has - had)


def _called(contents: Mapping[Path, bytes | None], locations: Locations) -> Iterator[str]:
    for path, content in contents.items():
        if content is None:
            continue
        if path.name == "hooks.json":
            file = json_of(path, content.decode(errors="replace"))
            found = [*called_by_hooks(Layer.user, file)]
        elif path.name.endswith("config.toml") and path != locations.settings_toml:
            config = ConfigFile(Layer.user, written_of(path, content))
            found = [
                *called_by_hooks(Layer.user, config.file),
                *called_by_notify((config,), locations.notify_script),
            ]
            yield from _plugins(config)
        else:
            continue
        yield from (each.known.name for each in found if each.known)


def _plugins(config: ConfigFile) -> Iterator[str]:
    """Known tracers among the plugins that the file enables."""
    plugins = config.file.data.get("plugins")
    for name, value in plugins.items() if isinstance(plugins, Mapping) else ():
        known = known_plugin(name)
        if known and isinstance(value, Mapping) and value.get("enabled", True) is not False:
            yield known.name
