"""Tools for scripts: run them, wait for them, restart the interpreter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.values import integer, text
from codexctl.view.calls.agents import read_wait
from codexctl.view.calls.call import Call
from codexctl.view.calls.envelope import opened
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad

# The first line of a script can contain settings for its run.
_PRAGMA = re.compile(r"\A\s*// ?(?:@exec|codex-js-repl): ?(?P<settings>[^\n]*)\n?")
_SCRIPT_ERROR = "Script error:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRun(Record):
    """A script. `settings` is its pragma line, `problem` the error that it raised.

    `cell` names a script that was still running in the background when the call returned.
    """

    code: str = ""
    settings: str = ""
    problem: str = ""
    cell: str = ""
    wall_time_s: float | None = None

    @property
    def is_running(self) -> bool:
        """Whether the script was still running when the call returned."""
        return bool(self.cell)

    def write(self, pad: Pad) -> None:
        """Write the script, its output and its error."""
        if self.is_running:
            pad.title.append((f"goes on in cell {self.cell}", "warning"))
        if self.settings:
            pad.line((self.settings, "quiet"))
        pad.block(self.code, "strong", first="> ")
        pad.block(self.output)
        pad.text(self.problem, "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptWait(Record):
    """Waiting for a script in the background; `is_running` means that it has still not ended."""

    cell: str = ""
    is_running: bool = False
    problem: str = ""
    wall_time_s: float | None = None

    def write(self, pad: Pad) -> None:
        """Write which script the model waited for, and the script's new output."""
        style = "warning" if self.is_running else "quiet"
        pad.title.append((f"cell {self.cell}" + (" goes on" if self.is_running else ""), style))
        pad.block(self.output)
        pad.text(self.problem, "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptReset(Record):
    """A restart of the interpreter; `session` is empty if all of them restarted."""

    session: str = ""

    def write(self, pad: Pad) -> None:
        """Write which interpreter restarted."""
        pad.title.append((f"session {self.session}" if self.session else "all sessions", "quiet"))
        self.write_failure(pad)


def _script(call: Call) -> ScriptRun:
    source = text(call.given, "code") or call.arguments
    pragma = _PRAGMA.match(source)
    envelope = opened(call.output)
    body, problem = _apart(envelope.body, call)
    return ScriptRun(
        **common(call, body),
        code=source[pragma.end() :] if pragma else source,
        settings=pragma.group("settings") if pragma else "",
        problem=problem,
        cell=envelope.cell,
        wall_time_s=envelope.wall_time_s,
    )


def _wait(call: Call) -> Record:
    """Read a `wait`: code mode's tool, or in scripts the agents'; the arguments show which."""
    given = call.given
    number = integer(given, "cell_id")
    cell = text(given, "cell_id") if number is None else str(number)
    if not cell and given:
        return read_wait(call)
    envelope = opened(call.output)
    body, problem = _apart(envelope.body, call)
    return ScriptWait(
        **common(call, body),
        cell=envelope.cell or cell,
        is_running=bool(envelope.cell),
        problem=problem,
        wall_time_s=envelope.wall_time_s,
    )


def _apart(body: str, call: Call) -> tuple[str, str]:
    """The output of a script, and its error."""
    body = body.lstrip("\n")
    if not call.error:
        return body, ""
    written, _, problem = body.partition(_SCRIPT_ERROR)
    return written.rstrip("\n"), problem


def _reset(call: Call) -> ScriptReset:
    return ScriptReset(**common(call), session=text(call.given, "session_id"))


READERS: Mapping[str, Reader] = {
    "script": _script,
    "wait": _wait,
    "reset": _reset,
}
