"""How things stand here and now: the one place where the environment meets the checks."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from codexctl.codex.asking.ask import ask, find_codex
from codexctl.codex.asking.requirements import (
    NONE,
    Requirements,
    read_requirements,
    requirements_file,
)
from codexctl.codex.report.hook_files import machine_hook_at
from codexctl.codex.report.script_owner import machine_script
from codexctl.codex.report.snapshot import Standing, look
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.health.governed import may_trust
from codexctl.locations import Locations


def hooks_path_here(where: Locations) -> Path:
    """Find the hooks.json that is to be judged: this repository's, if only that has our hooks."""
    from codexctl.codex.hooks.command import our_hooks
    from codexctl.codex.report.hook_files import read_hooks
    from codexctl.edit.intent.wanted import project_hooks
    from codexctl.projects.root import project_at

    root = project_at(Path.cwd(), where.codex_home)
    project = project_hooks(root) if root else where.hooks_json
    for path in (where.hooks_json, project):
        if our_hooks(read_hooks(path), where.hook_script):
            return path
    return where.hooks_json


def codex_standing(where: Locations, hooks_path: Path, *, asking: bool) -> Standing:
    """Look at Codex's side, as seen from the current folder."""
    found = look(where, hooks_path, Path.cwd(), given(), requirements_file(), asking=asking)
    return replace(found, self_trust=may_trust(where))


def administered(*, asking: bool) -> tuple[Requirements, Path | None]:
    """What an administrator requires, and the script of ours that they have Codex run for all.

    This is before anything of the person's is touched. Codex is asked with an empty home, because
    asking leaves files in it; without a Codex that answers, the administrator's files are read.
    """
    binary = find_codex(given())
    if asking and binary:
        with tempfile.TemporaryDirectory(prefix="codexctl-") as home, suppress(CodexctlError):
            seen = ask(binary, Path(home), Path(home), given())
            return seen.requirements, machine_script(seen.hooks)
    found = machine_hook_at(requirements_file().parent)
    try:
        required = read_requirements(requirements_file())
    except CodexctlError:
        required = NONE
    return required, found[1] if found else None
