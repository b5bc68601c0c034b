"""Projects as Codex sees them: where one begins, and the checkout whose hooks it reads there.

Seen on the real Codex (0.142 and 0.169): a project begins at the nearest folder with one of
`project_root_markers`, and is the folder itself where there is none. From there down to the
current folder each `.codex` counts. In a linked worktree its hooks.json is that of the main
checkout, at the same place below the root of the repository, whatever the markers are; so it is
read only where the worktree has a `.codex` at that place as well. A submodule and a repository
within another one are projects of their own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from codexctl.projects.markers import GIT, USUAL_MARKERS, root_markers


def project_root(cwd: Path, markers: Sequence[str] = USUAL_MARKERS) -> Path | None:
    """Find the root of the project around `cwd`, links resolved; None outside of any.

    No markers at all make every folder a project.
    """
    folder = Path(os.path.realpath(cwd))
    if not markers:
        return folder
    return next((path for path in (folder, *folder.parents) if _has(path, markers)), None)


def project_at(cwd: Path, codex_home: Path) -> Path | None:
    """Find the same with the markers that hold for one Codex home."""
    return project_root(cwd, root_markers(codex_home))


def hooks_root(folder: Path) -> Path:
    """Find the folder whose `.codex/hooks.json` Codex reads in the place of `folder`'s own.

    That is `folder`, except in a linked worktree: its `.git` is a file that names a folder within
    the main checkout's own `.git/worktrees`, absolutely or from there on. A submodule's names
    another one, and a bare repository has no checkout.
    """
    root = next((path for path in (folder, *folder.parents) if _exists(path / GIT)), None)
    main = _main_checkout(root) if root else None
    return main / folder.relative_to(root) if root and main else folder


def is_of_project(cwd: Path, project: Path, markers: Sequence[str] = USUAL_MARKERS) -> bool:
    """Whether Codex, run in `cwd`, counts `project` (a `hooks_root`) as its project.

    A folder that is gone is judged by what is left above it.
    """
    folder = Path(os.path.realpath(cwd))
    root = project_root(folder, markers) or folder
    chain = (path for path in (folder, *folder.parents) if path.is_relative_to(root))
    return any(hooks_root(path) == project for path in chain)


def _has(folder: Path, markers: Sequence[str]) -> bool:
    return any(_exists(folder / marker) for marker in markers)


def _exists(path: Path) -> bool:
    """Whether there is something; in a folder that may not be read there is nothing."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where that may not be seen


def _main_checkout(root: Path) -> Path | None:
    """The main checkout of a linked worktree, by its root folder; None for every other one."""
    marker = root / GIT
    try:
        words = marker.read_text("utf-8").strip() if marker.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return None
    label, _, named = words.partition(":")
    if label != "gitdir" or not named.strip():
        return None
    worktrees = (root / named.strip()).resolve().parent
    common = worktrees.parent
    is_linked = worktrees.name == "worktrees" and common.name == GIT and common.is_dir()
    return common.parent if is_linked else None
