"""Does Codex call our notify script? A managed layer can replace it."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.notify.entry import notify_program, unwrapped
from codexctl.codex.notify.within import Naming, naming
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import ADMINISTRATOR, SYNC, CodexCheck

ID = "notify.installed"


def look(found: Snapshot) -> Iterator[Check]:
    """Check notify if it does the hook's job."""
    if found.machine_script:
        yield Check(ID, State.inactive, "not used: the administrator's hook does this job")
    elif found.by_notify:
        yield _called(found)
    else:
        yield Check(ID, State.inactive, "not used: the hook does this job")


def _called(found: Snapshot) -> Check:
    script, program = found.locations.notify_script, notify_program(found.config)
    if found.config_problem:
        summary = f"Codex cannot use its configuration: {found.config_problem}"
        return Check(ID, State.problem, summary, f"fix {found.locations.config_toml}")
    if found.answer and naming(notify_program(found.answer.config), script) is Naming.none:
        layer = found.answer.decided_by(notify_program) or "another configuration layer"
        summary = f"{layer} overrides notify, so Codex does not call codexctl's script"
        return Check(ID, State.problem, summary, ADMINISTRATOR, Cause.notify_overridden)
    if problem := found.notify_problem:
        return Check(ID, State.problem, problem.summary, SYNC, problem.cause)
    if program and naming(program, script) is Naming.within:
        said = f"notify calls {program[0]}, which must call codexctl's script, its argument"
        summary = f"{said}{found.last_run}"
        return Check(ID, State.ok, summary, cause=Cause.notify_within)
    theirs = unwrapped(program, script)
    beside = f", then {theirs[0]}" if theirs else ""
    summary = f"Codex calls codexctl's script after each completed turn{beside}{found.last_run}"
    return Check(ID, State.ok, summary)


CHECK = CodexCheck({ID: "codexctl's script in notify, if notify does the hook's job"}, look)
