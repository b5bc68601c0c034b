"""The checks on a hook that an administrator placed for everybody: nobody need set one up."""

from __future__ import annotations

from codexctl.checks import Check, State
from codexctl.codex.look import Standing
from codexctl.codex.script_owner import events_of

ADMINISTRATOR = "ask your administrator"


def machine_checks(found: Standing) -> tuple[Check, ...]:
    """Judge the machine's hook. `found` has a script of the machine's."""
    script = found.machine_script
    listed = found.answer.hooks if found.answer else ()
    events = events_of(script, listed) if script else ()
    return (
        Check("hooks.installed", State.ok, f"the administrator's, for everybody: {script}"),
        Check("hooks.listed", State.ok, f"Codex lists it for {', '.join(events)}"),
        Check("hooks.trusted", State.ok, "managed: Codex runs it without anybody's trust"),
        _runs(found),
        Check("notify.installed", State.inactive, "not used: the administrator's hook does it"),
    )


def _runs(found: Standing) -> Check:
    if found.machine_problem:
        return Check("hooks.runs", State.problem, found.machine_problem, ADMINISTRATOR)
    return Check("hooks.runs", State.ok, f"the hook script can run{found.last_run}")
