"""Does Codex start this codexctl, and is it the only one?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.command import interpreter_of
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.safe_read import read_text

ID = "installation.single"


def look(here: Here) -> Iterator[Check]:
    """Compare the script's interpreter, and installations on the PATH, with this one."""
    try:
        python = interpreter_of(read_text(here.locations.hook_script))
    except (OSError, UnicodeDecodeError):
        python = ""
    others = _on_path(here.environ) - {_home_of(sys.executable)}
    if python and Path(python).exists() and _home_of(python) != _home_of(sys.executable):
        summary = f"Codex starts the codexctl of {python}, but this is the one of {sys.executable}"
        yield Check(ID, State.problem, summary, "codexctl sync", Cause.several_installations)
    elif others:
        said = ", ".join(sorted(map(str, others)))
        yield Check(ID, State.ok, f"Codex starts this one; there are others: {said}")
    else:
        yield Check(ID, State.ok, "Codex starts this one, and no other one is on the PATH")


def _on_path(environ: Mapping[str, str]) -> set[Path]:
    """The folders of all installations with a `codexctl` on the PATH."""
    found = set()
    for folder in environ.get("PATH", "").split(os.pathsep):
        program = Path(folder) / "codexctl"
        if folder and os.access(program, os.X_OK):
            found.add(_home_of(str(program.resolve())))
    return found


def _home_of(program: str) -> Path:
    """The parent of the folder with an installation's programs."""
    return Path(os.path.abspath(program)).parent.parent  # noqa: PTH100 - links name environments


CHECK = OwnCheck({ID: "other installations of codexctl"}, look)
