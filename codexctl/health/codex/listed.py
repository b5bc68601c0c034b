"""Does Codex itself list our hooks, at their places?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.codex.asking.seen import Seen
from codexctl.codex.hooks.model import Hook
from codexctl.codex.report.script_owner import events_of
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex import not_used, project
from codexctl.health.codex.codex_check import CodexCheck

ID = "hooks.listed"
_CAUSE = "fix the cause that is named here or above"


def look(found: Snapshot) -> Iterator[Check]:
    """Check Codex's list; Codex reads a file completely or not at all.

    So if it lists only some of our hooks, it is too old to know the events of the others, and
    ignores those without harm.
    """
    ours = found.ours
    answer = found.answer
    if found.by_notify and not found.machine_script:
        yield not_used.by_notify(ID)
    elif found.by_plugin and not found.machine_script:
        yield not_used.by_plugin(ID)
    elif not ours and not found.machine_script:
        yield Check(ID, State.inactive, "nothing to look for")
    elif answer is None:
        yield Check(ID, State.inactive, found.silence or "Codex was not asked")
    elif answer.hooks is None:
        yield Check(ID, State.inactive, f"Codex {answer.version} cannot list its hooks")
    elif found.machine_script:
        events = events_of(found.machine_script, answer.hooks)
        yield Check(ID, State.ok, f"Codex lists it for {', '.join(events)}")
    else:
        yield _listed(found, answer, ours)


def _listed(found: Snapshot, answer: Seen, ours: tuple[Hook, ...]) -> Check:
    version, keys = answer.version, {hook.key for hook in answer.hooks or ()}
    unseen = [hook.event.name for hook in ours if found.hooks.key(hook) not in keys]
    if not unseen:
        return Check(ID, State.ok, f"Codex {version} lists all {len(ours)}")
    if len(unseen) < len(ours):
        seen = f"{len(ours) - len(unseen)} of {len(ours)}"
        summary = f"Codex {version} lists {seen}; too old for {', '.join(unseen)}"
        return Check(ID, State.ok, summary)
    if project.is_passed_over(found):
        why = f"it ignores {Path(found.hooks.source).parent}"
    else:
        why = answer.warnings[0] if answer.warnings else "it does not say why"
    return Check(ID, State.problem, f"Codex lists none of them: {why}", _CAUSE)


CHECK = CodexCheck({ID: "codexctl's hooks in Codex's own list"}, look, follows=True)
