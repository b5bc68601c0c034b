"""How things stand here and now: the one place where the environment meets the checks."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from codexctl.checks import Check
from codexctl.codex.ask import ask, find_codex
from codexctl.codex.look import Standing, look
from codexctl.codex.requirements import (
    NONE,
    Requirements,
    read_requirements,
    requirements_file,
)
from codexctl.codex.verdicts import verdicts
from codexctl.errors import CodexctlError
from codexctl.locations import Locations


def hooks_path_here(where: Locations) -> Path:
    """Find the hooks.json that is to be judged: this repository's, if only that has our hooks."""
    from codexctl.codex.hook_command import our_hooks
    from codexctl.codex.layers import project_root
    from codexctl.codex.look import read_hooks
    from codexctl.edit.intent import project_hooks

    root = project_root(Path.cwd())
    project = project_hooks(root) if root else where.hooks_json
    for path in (where.hooks_json, project):
        if our_hooks(read_hooks(path), where.hook_script):
            return path
    return where.hooks_json


def codex_standing(where: Locations, hooks_path: Path, *, asking: bool) -> Standing:
    """Look at Codex's side, as seen from the current folder."""
    return look(where, hooks_path, Path.cwd(), os.environ, requirements_file(), asking=asking)


def requirements_here(*, asking: bool) -> Requirements:
    """What an administrator requires, before anything of the person's is touched.

    Codex is asked with an empty home, because asking leaves files in it; without a Codex that
    answers, the administrator's file is read.
    """
    binary = find_codex(os.environ)
    if asking and binary:
        with tempfile.TemporaryDirectory(prefix="codexctl-") as home, suppress(CodexctlError):
            return ask(binary, Path(home), Path(home), os.environ).requirements
    try:
        return read_requirements(requirements_file())
    except CodexctlError:
        return NONE


def codex_checks(where: Locations, hooks_path: Path, *, asking: bool = True) -> tuple[Check, ...]:
    """Judge Codex's side."""
    return verdicts(codex_standing(where, hooks_path, asking=asking))
