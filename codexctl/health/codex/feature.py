"""Are hooks on: in the user's file, and in the result of all layers?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.codex.config.features import HOOKS, feature
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex import not_used
from codexctl.health.codex.codex_check import ADMINISTRATOR, SETUP, CodexCheck
from codexctl.projects.markers import PROJECT_FOLDER

ID = "hooks.feature"


def look(found: Snapshot) -> Iterator[Check]:
    """Check the feature flag; the administrator's pin comes before all files."""
    if found.by_notify and not found.machine_script:
        yield not_used.by_notify(ID)
    elif found.rejection:
        yield Check(ID, State.inactive, "unknown, because Codex does not start")
    else:
        yield _switch(found)


def _switch(found: Snapshot) -> Check:
    config = found.locations.config_toml
    if found.config_problem:
        summary = f"Codex cannot use its configuration: {found.config_problem}"
        return Check(ID, State.problem, summary, f"fix {config}", Cause.file_rejected)
    if found.requirements.hooks_pinned is not None:
        if found.requirements.hooks_pinned:
            return Check(ID, State.ok, "pinned on by the administrator")
        return Check(ID, State.problem, "pinned off by the administrator", ADMINISTRATOR)
    said = feature(found.config, HOOKS)
    if said and not said.value:
        summary = f"features.{said.spelling} is false in {config}"
        return Check(
            ID, State.problem, summary, f"{SETUP} --feature hooks=on", Cause.hooks_off_user
        )
    if layer := found.switched_off_by:
        # codexctl can fix a repository's file, but not one in /etc.
        fixable = Path(layer).parent.name == PROJECT_FOLDER
        remedy = "codexctl doctor --fix" if fixable else f"fix {layer}"
        return Check(ID, State.problem, f"switched off by {layer}", remedy, Cause.hooks_off_layer)
    return Check(ID, State.ok, "on" if said else "on by default")


CHECK = CodexCheck({ID: "Codex's feature flag for hooks, in all layers"}, look)
