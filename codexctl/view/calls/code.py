"""Scripts: run, waited for, begun anew."""

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

# The first line of a script may hold settings for its run.
_PRAGMA = re.compile(r"\A\s*// ?(?:@exec|codex-js-repl): ?(?P<settings>[^\n]*)\n?")
_SCRIPT_ERROR = "Script error:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRun(Record):
    """A script. `settings` is its pragma line; `problem` is what it threw.

    `cell` names a script that went on in the background when the call returned.
    """

    code: str = ""
    settings: str = ""
    problem: str = ""
    cell: str = ""
    wall_time_s: float | None = None

    @property
    def is_running(self) -> bool:
        """Whether the script went on after the call."""
        return bool(self.cell)

    def write(self, pad: Pad) -> None:
        """A script, what it wrote and what it threw."""
        if self.is_running:
            pad.title.append((f"goes on in cell {self.cell}", "warning"))
        if self.settings:
            pad.line((self.settings, "quiet"))
        pad.block(self.code, "strong", first="> ")
        pad.block(self.output)
        pad.text(self.problem, "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptWait(Record):
    """Waiting for a script in the background; `is_running` says that it goes on still."""

    cell: str = ""
    is_running: bool = False
    problem: str = ""
    wall_time_s: float | None = None

    def write(self, pad: Pad) -> None:
        """Which script was waited for, and what it wrote meanwhile."""
        style = "warning" if self.is_running else "quiet"
        pad.title.append((f"cell {self.cell}" + (" goes on" if self.is_running else ""), style))
        pad.block(self.output)
        pad.text(self.problem, "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptReset(Record):
    """The interpreter was started anew; `session` is empty for all of them."""

    session: str = ""

    def write(self, pad: Pad) -> None:
        """Which interpreter was started anew."""
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
    """`wait` is code mode's; in a script it also is the agents' tool, told by its arguments."""
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
    """What a script wrote, and what it threw."""
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
