"""What a linked worktree needs for its main checkout's hooks to run in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codexctl.edit.plan import FileEdit, Plan
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.projects.root import hooks_root

TEXT = b"# Codex reads the main checkout's hooks in a worktree that has this folder.\n"


def with_folder(plan: Plan, project: Path | None) -> Plan:
    """The plan, and the folder where it is missing: Codex looks for hooks only where there is one.

    `project` is the root of the repository that the plan is for, in the worktree that it is made
    in. An edit makes files, so that one comes with the folder and goes with it.
    """
    if project is None or hooks_root(project) == project:
        return plan
    folder = project / PROJECT_FOLDER
    if folder.is_dir():
        return plan
    return replace(plan, edits=(*plan.edits, FileEdit(folder / "config.toml", None, TEXT)))
