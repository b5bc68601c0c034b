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
