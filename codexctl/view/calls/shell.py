"""Commands: exec_command, write_stdin, shell, shell_command, local_shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codexctl.trace.spans.patch import FileDiff, diff_of_change, diffs_of_patch, holds_patch
from codexctl.trace.spans.recorded import command_text
from codexctl.trace.values import integer, text
from codexctl.view.calls.call import Call
from codexctl.view.calls.envelope import Envelope, opened
from codexctl.view.calls.record import Record, common


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRun(Record):
    """A command, or keys typed into one that runs.

    `session` is the background session that the call started, typed into or left running;
    `is_running` says that the command went on after the call. `stdout` and `stderr` are set
    only where Codex kept them apart, `output` always is both. `changes` are files that the
    command changed by `apply_patch`.
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


def _run(call: Call) -> ShellRun:
    given, envelope = call.given, opened(call.output)
    command = command_text(given.get("cmd") or given.get("command"))
    changes = tuple(diff_of_change(change) for change in call.changes)
    if changes or (holds_patch(command) and "apply_patch" in command):
        # The patch's own envelope stands inside the command's.
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


READERS: Mapping[str, Callable[[Call], Record]] = {
    "exec_command": _run,
    "shell": _run,
    "container.exec": _run,
    "shell_command": _run,
    "local_shell": _run,
    "write_stdin": _typed,
}
