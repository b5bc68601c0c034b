"""The folders whose turns a destination is for: all of them, or those of some projects."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.projects.markers import USUAL_MARKERS, root_markers
from codexctl.projects.root import is_of_project
from codexctl.settings.model import Destination
from codexctl.trace.turns.turn import Turn


@dataclass(frozen=True, slots=True)
class Projects:
    """The projects that a destination is for, by their roots; none means all folders.

    `markers` are what begins a project here.
    """

    roots: tuple[str, ...] = ()
    markers: tuple[str, ...] = USUAL_MARKERS

    @property
    def key(self) -> str:
        """What must be as it was for what was skipped to stay so; empty for all folders."""
        return "\n".join((*sorted(self.roots), "", *self.markers)) if self.roots else ""

    def hold(self, folder: str) -> bool:
        """Whether Codex, run in a folder, has one of them as its project."""
        here = Path(folder)
        return any(is_of_project(here, Path(root), self.markers) for root in self.roots)


EVERYWHERE = Projects()


def projects_of(destination: Destination, codex_home: Path) -> Projects:
    """The projects that a destination is for, as Codex would find them now."""
    if not destination.only_in:
        return EVERYWHERE
    return Projects(destination.only_in, root_markers(codex_home))


def is_for(destination: Destination, folder: Path, codex_home: Path) -> bool:
    """Whether a destination gets the turns in a folder.

    `folder` is absolute; whether it exists does not matter to a destination for all folders.
    """
    projects = projects_of(destination, codex_home)
    return not projects.roots or projects.hold(str(folder))


class Places:
    """Judges folders for one destination, by the disk as it is.

    What was found of a folder is noted, as a worktree may be gone when its turn is delivered.
    """

    def __init__(self, projects: Projects, cursors: Cursors, name: str) -> None:
        self.projects = projects
        self._cursors, self._name = cursors, name
        self._known: dict[str, bool] = {}

    def have(self, turn: Turn) -> bool:
        """Whether a turn ran in one of the places; our own test turns are for everybody."""
        return turn.is_marked or self.have_folder(turn.cwd or turn.thread.cwd)

    def have_folder(self, folder: str) -> bool:
        """Whether a folder is one of the places; one that nobody named is not."""
        if not self.projects.roots:
            return True
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: str) -> bool:
        if not os.path.isabs(folder) or "\0" in folder:  # noqa: PTH117 - a text, from anywhere
            return False
        noted = self._cursors.destinations.noted_place(self._name, folder)
        if noted is not None and not os.path.isdir(folder):  # noqa: PTH112 - as above
            return noted
        found = self.projects.hold(folder)
        if found != noted:
            self._cursors.destinations.note_place(self._name, folder, is_within=found)
        return found
