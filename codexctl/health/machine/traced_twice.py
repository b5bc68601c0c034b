"""Do other programs also trace these turns?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codexctl.checks import Cause, Check, State
from codexctl.codex.callers.called import Called
from codexctl.codex.callers.ending import can_be_taken_over, remedy_of
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.report.hook_files import read_hooks
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.health.tracers import ALL, hook_files_here, traced_here

ID = "other.tracers"


def look(here: Here) -> Iterator[Check]:
    """Name every other tracer: while Codex calls both, each turn is traced twice."""
    locations, found = here.locations, traced_here(here.locations)
    names = list(dict.fromkeys(each.known.name for each in found if each.known))
    if not names:
        return
    ours = here.codex.machine_script is not None or here.codex.by_notify or here.codex.by_plugin
    ours = ours or any(
        our_hooks(read_hooks(path), locations.hook_script) for path in hook_files_here(locations)
    )
    who, verb = " and ".join(names), "traces" if len(names) == 1 else "trace"
    # The first line of each file: an installer writes a hook for every event.
    places = ", ".join({each.path: each.at for each in reversed(found)}.values())
    remedy = _remedy(found)
    if ours:
        summary = f"{who} {verb} these turns too ({places}): each is traced twice"
        yield Check(ID, State.problem, summary, remedy, Cause.traced_twice)
    else:
        yield Check(ID, State.inactive, f"{who} {verb} turns here ({places}): {remedy}")


def _remedy(found: Sequence[Called]) -> str:
    """The command that stops the first of them; one command for all that can be taken over."""
    take = {each.known.name for each in found if each.known and can_be_taken_over(each)}
    return f"codexctl setup --take-over {ALL}" if len(take) > 1 else remedy_of(found[0])


CHECK = OwnCheck({ID: "other programs that trace the same turns"}, look)
