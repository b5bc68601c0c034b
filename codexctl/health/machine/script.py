"""Are the scripts that Codex calls as this version writes them?"""

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
from codexctl.health.look import OwnCheck
from codexctl.safe_read import read_text

ID = "hooks.script"


def look(here: Here) -> Iterator[Check]:
    """Compare each script that is there with what would be written now."""
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
            summary = f"{path} is not as this version of codexctl writes it"
            yield Check(ID, State.problem, summary, "codexctl sync", Cause.script_changed)
            return
    yield Check(ID, State.ok, "as this version of codexctl writes it")


CHECK = OwnCheck({ID: "the text of the scripts that Codex calls"}, look)
