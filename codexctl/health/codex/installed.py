"""Can Codex read hooks.json, and is our hook there on every event?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.command import HOOKED_EVENTS
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex import not_used
from codexctl.health.codex.codex_check import SETUP, CodexCheck
from codexctl.wording import counted

ID = "hooks.installed"


def look(found: Snapshot) -> Iterator[Check]:
    """Check the file, then which of our events are in it."""
    if found.machine_script:
        yield Check(
            ID, State.ok, f"the administrator's hook, for all users: {found.machine_script}"
        )
    elif found.by_notify:
        yield not_used.by_notify(ID)
    elif found.by_plugin and not found.machine_script:
        yield not_used.by_plugin(ID)
    else:
        yield _in_file(found)


def _in_file(found: Snapshot) -> Check:
    path, ours = found.hooks.source, found.ours
    if found.hooks.rejected:
        summary = f"Codex ignores all of {path}: {found.hooks.rejected}"
        return Check(ID, State.problem, summary, f"fix {path}", Cause.file_rejected)
    if not ours:
        summary = f"no hook of codexctl in {path}"
        return Check(ID, State.problem, summary, SETUP, Cause.hooks_missing)
    missing = [event for event in HOOKED_EVENTS if event not in {h.event.name for h in ours}]
    if missing:
        summary = f"missing in {path}: {', '.join(missing)}"
        return Check(ID, State.problem, summary, SETUP, Cause.hooks_missing)
    return Check(ID, State.ok, f"{counted(len(ours), 'event')} in {path}")


CHECK = CodexCheck({ID: "codexctl's hook in hooks.json, on each of its events"}, look)
