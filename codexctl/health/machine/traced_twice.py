"""Do other programs trace these turns too?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.report.hook_files import read_hooks
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.health.tracers import ALL, hook_files_here, others_here

ID = "other.tracers"


def look(here: Here) -> Iterator[Check]:
    """Warn of every other tracer: each turn is traced twice while both are called."""
    locations, found = here.locations, others_here(here.locations)
    if not found:
        return
    ours = here.codex.machine_script is not None or here.codex.by_notify or here.codex.by_plugin
    ours = ours or any(
        our_hooks(read_hooks(path), locations.hook_script) for path in hook_files_here(locations)
    )
    names = " and ".join(other.tracer for other in found)
    verb = "traces" if len(found) == 1 else "trace"
    places = ", ".join(dict.fromkeys(str(path) for other in found for path in other.places))
    remedy = f"codexctl setup --take-over {found[0].tracer if len(found) == 1 else ALL}"
    if all(other.inside for other in found):
        remedy = "codexctl config unset notify"
    if ours:
        summary = f"{names} {verb} these turns too ({places}): each is traced twice"
        yield Check(ID, State.problem, summary, remedy, Cause.traced_twice)
    else:
        yield Check(ID, State.inactive, f"{names} {verb} turns here ({places}): {remedy}")


CHECK = OwnCheck({ID: "other programs that trace the same turns"}, look)
