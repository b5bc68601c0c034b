"""Can the script that our hooks call run, and when did it last run?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex import not_used
from codexctl.health.codex.codex_check import ADMINISTRATOR, SETUP, SYNC, CodexCheck

ID = "hooks.runs"


def look(found: Snapshot) -> Iterator[Check]:
    """Check the script that Codex starts: ours, or the machine's."""
    ours = found.ours
    problem = found.machine_problem if found.machine_script else found.script_problem
    if found.by_notify and not found.machine_script:
        yield not_used.by_notify(ID)
    elif not ours and not found.machine_script and not found.plugin:
        yield Check(ID, State.inactive, "nothing to run")
    elif problem and found.machine_script:
        yield Check(ID, State.problem, problem.summary, ADMINISTRATOR)
    elif problem:
        # With only a plugin, no script was installed here.
        remedy = SETUP if found.by_plugin else SYNC
        yield Check(ID, State.problem, problem.summary, remedy, problem.cause)
    else:
        yield Check(ID, State.ok, f"the hook script can run{found.last_run}")


CHECK = CodexCheck({ID: "the script that codexctl's hooks call, and when it last ran"}, look)
