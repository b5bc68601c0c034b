"""Does Codex read the files of the repository in which our hooks stand?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.look import CodexCheck

ID = "project.trusted"


def look(found: Snapshot) -> Iterator[Check]:
    """Judge the repository's folder; no line where the hooks stand in the Codex home.

    Codex reads it only in a folder that the person trusts; each hook's own trust comes on top. In
    a linked worktree it is the worktree's own folder that is trusted, and the main checkout's
    hooks that are read.
    """
    hooks = Path(found.hooks.source).parent
    if hooks == found.locations.codex_home or found.machine_script or found.by_notify:
        return
    folder = found.layer or hooks
    if found.layer_missing:
        summary = f"Codex reads {hooks} in this worktree only where there is {folder}"
        remedy = f"mkdir {shlex.quote(str(folder))}"
        yield Check(ID, State.problem, summary, remedy, Cause.worktree_without_folder)
        return
    if found.answer is None:
        yield Check(ID, State.inactive, f"only Codex can tell whether it reads {folder}")
        return
    layer = found.answer.layer(folder / found.locations.config_toml.name)
    if layer is None or layer.disabled:
        summary = f"Codex ignores {folder}: {layer.disabled if layer else 'it is not its own'}"
        remedy = f"start codex in {hooks.parent} and trust that folder"
        yield Check(ID, State.problem, summary, remedy, Cause.project_untrusted)
    else:
        yield Check(ID, State.ok, f"Codex reads {hooks}")


def is_passed_over(found: Snapshot) -> bool:
    """Whether Codex, by its own word, does not read the folder of our hooks."""
    return any(check.state is State.problem for check in look(found))


CHECK = CodexCheck({ID: "whether Codex reads the repository's own files"}, look)
