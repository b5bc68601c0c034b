"""Whose files a command is about: the person's own, or those of one repository."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.projects.root import hooks_root


@dataclass(frozen=True, slots=True)
class Scope:
    """The config.toml and hooks.json that are meant; `project` is the repository's root."""

    config: Path
    hooks: Path
    project: Path | None = None

    @property
    def is_passed_over(self) -> bool:
        """Whether Codex reads no hooks here: in a worktree it does only with a `.codex` of its own.

        Their file is the main checkout's then.
        """
        return self.hooks.parent != self.config.parent and not self.config.parent.is_dir()


def scope_of(locations: Locations, project: Path | None = None) -> Scope:
    """The files of a repository (by its root folder), else the person's own.

    A linked worktree has its own config.toml, but Codex reads its main checkout's hooks.json.
    """
    if project is None:
        return Scope(locations.config_toml, locations.hooks_json)
    config = project / PROJECT_FOLDER / "config.toml"
    return Scope(config, hooks_root(project) / PROJECT_FOLDER / "hooks.json", project)
