"""The errors that people see: a line that names the thing, and a hint with the next command."""

from __future__ import annotations

EXIT_PROBLEM = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


class CodexctlError(Exception):
    """An expected error, with a hint on what to do about it.

    `message` is one line that names the thing (a path, a key, a destination); `hint` is the next
    command or step, empty if there is none; `exit_code` is the exit code of the process (1: it ran
    and found a problem, 2: wrong usage).
    """

    exit_code = EXIT_PROBLEM

    def __init__(self, message: str, hint: str = "", *, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(CodexctlError):
    """The command's arguments are wrong or cannot be combined."""

    exit_code = EXIT_USAGE


class DocumentError(CodexctlError):
    """A file of Codex or codexctl cannot be parsed, so it is not changed."""


class EditRefused(CodexctlError):
    """An edit is not possible without changing something else."""


class PolicyRefused(CodexctlError):
    """The administrator's policy does not allow what was asked."""
