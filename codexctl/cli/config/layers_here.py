"""The layers that hold for one run of Codex here, and what an administrator allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codexctl.cli.render import tell
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.layers.here import Layer


class FoundLayers:
    """The layers of one run, and the administrator's limits.

    `version` is the installed Codex's, empty if it was not asked.
    """

    def __init__(
        self, layers: list[Layer], allowed: dict[str, tuple[Any, ...]], version: str
    ) -> None:
        """Set the members; `allowed` are the values that an administrator allows, by key."""
        self.layers, self.allowed, self.version = layers, allowed, version


def layers_here(
    locations: Locations, profile: str, words: Sequence[str], *, offline: bool
) -> FoundLayers:
    """Find the layers of one run of Codex in this folder, from its files or from Codex itself.

    `profile` is the run's `--profile`, empty for none; `words` are its other arguments. Without an
    installed Codex, or with `offline`, only the files are read. If Codex does not answer, the same
    is done, and a line on stderr says so.

    Raises CodexctlError for a file that cannot be read, or a profile that does not exist.
    """
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.config.files import config_files
    from codexctl.codex.layers.here import from_codex, from_files
    from codexctl.codex.parts.profiles import file_of
    from codexctl.projects.root import project_at

    home, here = locations.codex_home, Path.cwd()
    files = config_files(home, here, requirements_file().parent)
    for one in files:
        if one.file.problem:
            raise CodexctlError(f"{one.file.path} {one.file.problem}", "codexctl config validate")
    chosen = file_of(home, profile) if profile else None
    if chosen and not chosen.is_file():
        raise CodexctlError(f"there is no profile {profile}", "codexctl profiles list")
    root = project_at(here, home)
    ours = from_files(files, profile=chosen, words=words, root=root)
    binary = None if offline or not home.is_dir() else find_codex(given())
    if binary is None:
        return FoundLayers(ours, {}, "")
    try:
        seen = ask(binary, home, here, given())
    except CodexSilent as silent:
        tell(f"only from the files: {silent.message}", err=True)
        return FoundLayers(ours, {}, "")
    if not seen.layers:
        # Codex does not start with a configuration that it rejects, so it cannot report any layer.
        tell("only from the files: Codex rejects its configuration", err=True)
        return FoundLayers(ours, {}, seen.version)
    return FoundLayers(from_codex(seen.layers, ours, seen.pins), dict(seen.allowed), seen.version)
