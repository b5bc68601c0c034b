"""Does Codex read the files of the repository that has our hooks?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import CodexCheck

ID = "project.trusted"


def look(found: Snapshot) -> Iterator[Check]:
    """Check the repository's folder; no line if the hooks are in the Codex home.

    Codex reads it only in a folder that the person trusts; each hook must also be trusted. In a
    linked worktree, Codex checks the trust of the worktree's folder, but reads the hooks of the
    main checkout.
    """
    hooks = Path(found.hooks.source).parent
    if hooks == found.locations.codex_home or found.machine_script or found.by_notify:
        return
    folder = found.layer or hooks
    if found.layer_missing:
        summary = f"Codex reads {hooks} in this worktree only if {folder} exists"
        remedy = f"mkdir {shlex.quote(str(folder))}"
        yield Check(ID, State.problem, summary, remedy, Cause.worktree_without_folder)
        return
    if found.answer is None:
        yield Check(ID, State.inactive, f"only Codex can tell whether it reads {folder}")
        return
    layer = found.answer.layer(folder / found.locations.config_toml.name)
    if layer is None or layer.disabled:
        summary = f"Codex ignores {folder}: {layer.disabled if layer else 'Codex does not list it'}"
        remedy = f"start codex in {hooks.parent} and trust that folder"
        yield Check(ID, State.problem, summary, remedy, Cause.project_untrusted)
    else:
        yield Check(ID, State.ok, f"Codex reads {hooks}")


def is_passed_over(found: Snapshot) -> bool:
    """Whether Codex says that it does not read the folder of our hooks."""
    return any(check.state is State.problem for check in look(found))


CHECK = CodexCheck({ID: "whether Codex reads the repository's own files"}, look)
