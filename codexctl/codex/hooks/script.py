"""Whether a script of ours that Codex starts can run, and if not, what is in its way."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from codexctl.checks import Cause
from codexctl.codex.hooks.command import interpreter_of
from codexctl.safe_read import read_text


@dataclass(frozen=True, slots=True)
class ScriptProblem:
    """One cause, and the sentence that names the file."""

    cause: Cause
    summary: str


def script_problem(path: Path) -> ScriptProblem | None:
    """Look at a script of ours; None if it can run.

    Nothing is run: it is looked at whether script and interpreter are there and executable.
    """
    try:
        script = read_text(path)
    except OSError as error:
        return ScriptProblem(Cause.script_gone, f"{path}: {error.strerror}")
    except UnicodeDecodeError:
        return ScriptProblem(Cause.script_changed, f"{path} differs from what setup wrote")
    interpreter = interpreter_of(script)
    if not interpreter:
        return ScriptProblem(Cause.script_changed, f"{path} differs from what setup wrote")
    if path.suffix != ".ps1" and not os.access(path, os.X_OK):
        return ScriptProblem(Cause.script_gone, f"{path} is not executable")
    if not os.access(interpreter, os.X_OK):
        what = f"the interpreter that {path} starts is missing: {interpreter}"
        return ScriptProblem(Cause.interpreter_gone, what)
    return None
