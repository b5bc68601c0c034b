"""Is there a Codex home, and a Codex that answers?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import SETUP, CodexCheck

ID = "codex.found"


def look(found: Snapshot) -> Iterator[Check]:
    """Check where Codex is, and whether it starts with its configuration."""
    home = found.locations.codex_home
    if found.home_is_file:
        summary = f"{home} is a file, but must be Codex's folder"
        yield Check(ID, State.problem, summary, shlex.join(("mv", str(home), f"{home}.old")))
    elif not found.home_exists:
        yield Check(ID, State.problem, f"there is no Codex home at {home}", SETUP)
    elif found.binary is None:
        yield Check(ID, State.inactive, f"{found.silence}; only its files were checked")
    elif found.rejection:
        summary = f"Codex does not start: {found.rejection}"
        yield Check(ID, State.problem, summary, found.rejection.hint, Cause.file_rejected)
    elif found.silence:
        yield Check(ID, State.problem, found.silence, "codex doctor")
    elif found.answer is None:
        yield Check(ID, State.ok, f"{found.binary} (not asked), home {home}")
    else:
        yield Check(ID, State.ok, f"Codex {found.answer.version}, home {home}")


CHECK = CodexCheck({ID: "a Codex home, and a Codex that starts and answers"}, look)
