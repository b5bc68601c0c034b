"""The errors that people see: one line that names the thing, one hint with the next command."""

from __future__ import annotations

EXIT_PROBLEM = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


class CodexctlError(Exception):
    """Something expected went wrong, and here is what to do about it.

    `message` is one line that names the thing (a path, a key, a destination); `hint` is the
    next command or step, empty when there is none to give; `exit_code` is what the process
    ends with (1 ran and found a problem, 2 wrong usage).
    """

    exit_code = EXIT_PROBLEM

    def __init__(self, message: str, hint: str = "", *, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(CodexctlError):
    """The words of the command do not fit together."""

    exit_code = EXIT_USAGE


class DocumentError(CodexctlError):
    """A file of Codex's or ours does not parse, so it is not touched."""


class EditRefused(CodexctlError):
    """An edit cannot be made without disturbing something that was not asked for."""


class PolicyRefused(CodexctlError):
    """The administrator's policy does not allow what was asked."""
