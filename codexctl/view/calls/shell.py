"""Tools for commands, and for typing into a command that is running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.spans.patch import FileDiff, diff_of_change, diffs_of_patch, holds_patch
from codexctl.trace.spans.recorded import command_text
from codexctl.trace.tools import APPLY_PATCH
from codexctl.trace.values import integer, text
from codexctl.view.calls.call import Call
from codexctl.view.calls.diffs import write_diffs
from codexctl.view.calls.envelope import Envelope, opened
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad

# The `error.type` of a command that did not end successfully.
_BY_CODE = "exit_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRun(Record):
    """A command, or keys typed into one that is running.

    `session` is the background session that the call started, typed into or left running.
    `is_running` means that the command was still running when the call returned. `stdout` and
    `stderr` are set only if Codex recorded them separately; `output` always contains both.
    `changes` are files that the command changed with `apply_patch`.
    """

    command: str = ""
    typed: str = ""
    cwd: str = ""
    wall_time_s: float | None = None
    session: str = ""
    is_running: bool = False
    has_terminal: bool = False
    justification: str = ""
    stdout: str = ""
    stderr: str = ""
    changes: tuple[FileDiff, ...] = ()

    @property
    def _has_no_code(self) -> bool:
        """Whether it failed without an exit code: interrupted, killed, not started; or with -1."""
        return (self.exit_code or 0) < 0 or (self.exit_code is None and self.error == _BY_CODE)

    def _write_end(self, pad: Pad) -> None:
        if self._has_no_code:
            pad.title.append(("no exit code", "bad"))
        elif self.exit_code is not None:
            pad.title.append((f"exit {self.exit_code}", "bad" if self.exit_code else "good"))

    def write(self, pad: Pad) -> None:
        """Write a command with its exit code, its output, and the files that it changed."""
        self._write_end(pad)
        if self.is_running:
            goes_on = self.exit_code is None and not self._has_no_code
            how, style = ("goes on", "warning") if goes_on else ("went on", "quiet")
            pad.title.append((f"{how} in session {self.session}", style))
        elif self.session:
            pad.title.append((f"session {self.session}", "quiet"))
        if self.cwd and pad.cwd and self.cwd != pad.cwd:
            pad.line((f"in {pad.path(self.cwd)}", "quiet"))
        if self.changes:
            pad.line(("$ ", "quiet"), (APPLY_PATCH, "strong"))
            write_diffs(self.changes, pad)
        elif self.command:
            pad.block(self.command, "strong", first="$ ")
        if self.typed:
            pad.line(("> ", "quiet"), (self.typed, "strong"))
        if self.justification:
            pad.text(self.justification, "quiet", first="because ")
        if self.stderr:
            pad.block(self.stdout, label="stdout")
            pad.block(self.stderr, "warning", first="! ", label="stderr")
        else:
            pad.block(self.output, "bad" if self.error and self.exit_code is None else "")


def _run(call: Call) -> ShellRun:
    given, envelope = call.given, opened(call.output)
    command = command_text(given.get("cmd") or given.get("command"))
    changes = tuple(diff_of_change(change) for change in call.changes)
    if changes or (holds_patch(command) and APPLY_PATCH in command):
        # The patch has an envelope of its own inside the command's envelope.
        envelope = _inner(envelope)
        changes = changes or tuple(diffs_of_patch(command))
    return ShellRun(
        **common(call, envelope.body) | {"exit_code": _exit_code(call, envelope)},
        command=command,
        cwd=text(given, "workdir") or text(given, "working_directory") or call.cwd,
        wall_time_s=envelope.wall_time_s,
        session=envelope.session,
        is_running=bool(envelope.session),
        has_terminal=given.get("tty") is True,
        justification=text(given, "justification"),
        stdout=call.stdout,
        stderr=call.stderr,
        changes=changes,
    )


def _typed(call: Call) -> ShellRun:
    given, envelope = call.given, opened(call.output)
    number = integer(given, "session_id")
    return ShellRun(
        **common(call, envelope.body) | {"exit_code": _exit_code(call, envelope)},
        typed=text(given, "chars"),
        session=envelope.session or (text(given, "session_id") if number is None else str(number)),
        is_running=bool(envelope.session),
        wall_time_s=envelope.wall_time_s,
        has_terminal=True,
    )


def _inner(envelope: Envelope) -> Envelope:
    inside = opened(envelope.body)
    return Envelope(
        body=inside.body,
        wall_time_s=envelope.wall_time_s,
        exit_code=envelope.exit_code if inside.exit_code is None else inside.exit_code,
        session=envelope.session,
    )


def _exit_code(call: Call, envelope: Envelope) -> int | None:
    return envelope.exit_code if call.exit_code is None else call.exit_code


READERS: Mapping[str, Reader] = {
    "run": _run,
    "typed": _typed,
}
