"""Did this version of codexctl write the scripts that Codex calls?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.command import (
    HOOK_TEMPLATE,
    NOTIFY_TEMPLATE,
    interpreter_of,
    render_script,
)
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.safe_read import read_text

ID = "hooks.script"


def look(here: Here) -> Iterator[Check]:
    """Compare each existing script with what would be written now."""
    locations = here.locations
    for path, template in (
        (locations.hook_script, HOOK_TEMPLATE),
        (locations.notify_script, NOTIFY_TEMPLATE),
    ):
        try:
            text = read_text(path)
        except (OSError, UnicodeDecodeError):
            continue
        python = interpreter_of(text)
        if python and text != render_script(python, locations, template):
            summary = f"{path} differs from what this version of codexctl writes"
            yield Check(ID, State.problem, summary, "codexctl sync", Cause.script_changed)
            return
    yield Check(ID, State.ok, "the same as this version of codexctl writes")


CHECK = OwnCheck({ID: "the content of the scripts that Codex calls"}, look)
