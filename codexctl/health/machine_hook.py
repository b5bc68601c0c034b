"""The checks on a hook that an administrator placed for everybody: nobody need set one up."""

from __future__ import annotations

from codexctl.checks import Check, State
from codexctl.codex.report.script_owner import events_of
from codexctl.codex.report.snapshot import Standing

ADMINISTRATOR = "ask your administrator"


def machine_checks(found: Standing) -> tuple[Check, ...]:
    """Judge the machine's hook. `found` has a script of the machine's."""
    return (
        Check(
            "hooks.installed",
            State.ok,
            f"the administrator's, for everybody: {found.machine_script}",
        ),
        _listed(found),
        Check("hooks.trusted", State.ok, "managed: Codex runs it without anybody's trust"),
        _runs(found),
        Check("notify.installed", State.inactive, "not used: the administrator's hook does it"),
    )


def _listed(found: Standing) -> Check:
    name, script = "hooks.listed", found.machine_script
    if script is None or found.answer is None or found.answer.hooks is None:
        return Check(name, State.inactive, found.silence or "Codex was not asked")
    events = events_of(script, found.answer.hooks)
    return Check(name, State.ok, f"Codex lists it for {', '.join(events)}")


def _runs(found: Standing) -> Check:
    if found.machine_problem:
        return Check("hooks.runs", State.problem, found.machine_problem.summary, ADMINISTRATOR)
    return Check("hooks.runs", State.ok, f"the hook script can run{found.last_run}")
