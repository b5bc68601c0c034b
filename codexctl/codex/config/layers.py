"""Where a project's own Codex configuration lies, and to which folder it belongs."""

from __future__ import annotations

from pathlib import Path

ROOT_MARKER = ".git"
PROJECT_FOLDER = ".codex"


def project_root(cwd: Path) -> Path | None:
    """Find the root of the repository around `cwd`, links resolved; None outside of any.

    Codex looks for the same marker unless its configuration names others.
    """
    folder = cwd.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / ROOT_MARKER).exists():
            return candidate
    return None


def hooks_root(root: Path) -> Path:
    """Find the checkout whose hooks Codex reads in a repository: the main one of a worktree.

    `root` is the repository's root folder. In a linked worktree its `.git` is a file that names a
    folder within the main checkout's own `.git/worktrees`, absolutely or from `root` on. A
    submodule's names another one, and a bare repository has no checkout: then it is `root`.
    """
    marker = root / ROOT_MARKER
    try:
        words = marker.read_text("utf-8").strip() if marker.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return root
    label, _, named = words.partition(":")
    if label != "gitdir" or not named.strip():
        return root
    worktrees = (root / named.strip()).resolve().parent
    common = worktrees.parent
    is_linked = worktrees.name == "worktrees" and common.name == ROOT_MARKER and common.is_dir()
    return common.parent if is_linked else root
