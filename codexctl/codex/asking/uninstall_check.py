"""After uninstall: whether Codex still knows of anything that is ours."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.codex.asking.seen import Seen
from codexctl.codex.hooks.command import HOOKED_EVENTS
from codexctl.codex.notify.entry import is_ours, notify_program
from codexctl.locations import Locations
from codexctl.system.hook_command import script_in


def hooks_gone(answers: Sequence[Seen], locations: Locations) -> Check:
    """Check that Codex lists no hook of ours and calls no notify of ours, from wherever asked.

    `answers` are of one Codex, asked from each folder that had our hooks; at least one.
    """
    name, version = "hooks.gone", answers[0].version
    listed = [hook for seen in answers for hook in seen.hooks or ()]
    left = {hook.key for hook in listed if runs_our_script(hook.command, locations.hook_script)}
    left |= {
        seen.decided_by(notify_program) or "notify"
        for seen in answers
        if is_ours(notify_program(seen.config), locations.notify_script)
    }
    if left:
        summary = f"Codex {version} still has codexctl's: {', '.join(sorted(left))}"
        return Check(name, State.problem, summary, "delete it from that file")
    if any(seen.hooks is None for seen in answers):
        return Check(name, State.inactive, f"Codex {version} cannot list its hooks")
    return Check(name, State.ok, f"Codex {version} lists nothing of codexctl any more")


def runs_our_script(command: str, script: Path) -> bool:
    """Whether a command runs our hook script, for whatever event and however it was written."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    return str(script) in words[:1] or any(
        script_in(command, event) == script for event in HOOKED_EVENTS
    )
