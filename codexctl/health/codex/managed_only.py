"""Does the administrator let hooks of users run at all?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.look import SETUP, CodexCheck

ID = "managed.hooks_only"


def look(found: Snapshot) -> Iterator[Check]:
    """Judge `allow_managed_hooks_only` of requirements.toml against what does our job here."""
    if not found.requirements.managed_hooks_only:
        yield Check(ID, State.inactive, "no administrator restricts hooks")
    elif found.machine_script:
        yield Check(ID, State.ok, "only managed hooks may run, and one of them is codexctl's")
    elif found.by_notify:
        yield Check(ID, State.ok, "only managed hooks may run; notify is used instead")
    else:
        summary = (
            "the administrator allows managed hooks only, so Codex silently ignores codexctl's"
        )
        yield Check(ID, State.problem, summary, f"{SETUP} --trigger notify", Cause.managed_only)


CHECK = CodexCheck({ID: "whether an administrator lets hooks of users run"}, look)
