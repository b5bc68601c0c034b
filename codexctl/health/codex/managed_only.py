"""Does the administrator allow users' own hooks?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import SETUP, CodexCheck

ID = "managed.hooks_only"


def look(found: Snapshot) -> Iterator[Check]:
    """Check `allow_managed_hooks_only` of requirements.toml, depending on what traces here."""
    if not found.requirements.managed_hooks_only:
        yield Check(ID, State.inactive, "no administrator restricts hooks")
    elif found.machine_script:
        yield Check(ID, State.ok, "only managed hooks may run, and one of them is codexctl's")
    elif found.by_notify:
        yield Check(ID, State.ok, "only managed hooks may run; notify is used instead")
    else:
        summary = (
            "the administrator allows only managed hooks, so Codex silently ignores codexctl's "
            "hooks"
        )
        yield Check(ID, State.problem, summary, f"{SETUP} --trigger notify", Cause.managed_only)


CHECK = CodexCheck({ID: "whether an administrator allows users' own hooks"}, look)
