"""The error boundary: expected errors in two lines, bugs to the log file, Ctrl-C as 130."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from codexctl import __version__
from codexctl.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_PROBLEM, EXIT_USAGE, CodexctlError
from codexctl.locations import locate, somebody_else
from codexctl.not_ours import remedy_for
from codexctl.safe_read import Unfit

if TYPE_CHECKING:
    import click

# Errors of the system, not of the program: permissions, a full disk, limits, a failing disk.
_REFUSED = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
    errno.ELOOP,
    errno.ENAMETOOLONG,
}


def run(argv: Sequence[str]) -> int:
    """Run one command and return the exit code of the process; every exception is caught here.

    `argv` are the arguments, without the program's own name.
    """
    import click

    from codexctl.cli.main import codexctl
    from codexctl.cli.whose_home import refuse_somebody_elses
    from codexctl.environment import spell_out

    spell_out()
    try:
        os.getcwd()  # noqa: PTH109 - whoever stands nowhere gets one answer, whatever they ask
        refuse_somebody_elses(argv)
        # PowerShell deletes an empty variable, and the word that is being completed may be empty.
        if "_CODEXCTL_COMPLETE" in os.environ:
            os.environ.setdefault("COMP_CWORD", "")
            from codexctl.cli.words.completed import register

            register()
        code = codexctl.main(args=list(argv), prog_name="codexctl", standalone_mode=False)
        sys.stdout.flush()
    except CodexctlError as error:
        _say(*_not_repeated(argv, error.message, error.hint))
        return error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        _say("interrupted", "")
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        return _misused(error, codexctl, argv)
    except BrokenPipeError:
        # The reader of our output has closed it (`| head`). Point stdout at nothing, so that the
        # interpreter's own flush at exit does not fail again.
        _discard_output()
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary is where bugs end
        return _refused(error) if _is_refusal(error) else _bug(error)
    return code if isinstance(code, int) else 0


def _misused(error: click.ClickException, root: click.Command, argv: Sequence[str]) -> int:
    """Handle a usage error; a group without a command prints its help."""
    if type(error).__name__ == "NoArgsIsHelpError":  # click 8.2 and newer
        print(error.format_message())  # noqa: T201 - help is what was asked for
        return 0
    from codexctl.cli.words.misused import told

    _say(*_not_repeated(argv, *told(error, root, argv)))
    return EXIT_USAGE


def _not_repeated(argv: Sequence[str], message: str, hint: str) -> tuple[str, str]:
    from codexctl.cli.words.typed import not_repeated

    message, hint = not_repeated(argv, message, hint)
    return message, hint


def _say(message: str, hint: str) -> None:
    """Write at most two lines, with control characters escaped: file names may contain them."""
    from codexctl.cli.render import tell

    with suppress(OSError):  # stderr is closed, too
        tell(f"codexctl: {_one_line(message)}", err=True)
        if hint:
            tell(f"hint: {_one_line(hint)}", err=True)


def _one_line(text: str) -> str:
    from codexctl.wording import safe

    return safe(text)


def _discard_output() -> None:
    """Point stdout at nothing, so that the interpreter's own flush at exit does not fail again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _is_refusal(error: Exception) -> TypeGuard[OSError]:
    if isinstance(error, FileNotFoundError) and not error.filename:
        return True  # the current folder, or any folder for temporary files
    return isinstance(error, Unfit) or (isinstance(error, OSError) and error.errno in _REFUSED)


def _refused(error: OSError) -> int:
    """Say which operation the system refused, and on which file."""
    why = (error.strerror or str(error)).lower()
    if isinstance(error, FileNotFoundError):
        no_room = "temporary" in why
        _say(why if no_room else "the current folder was deleted", "" if no_room else "cd")
        return EXIT_PROBLEM
    if not error.filename:
        _discard_output()
        _say(f"the result cannot be written: {why}", "df -h .")
        return EXIT_PROBLEM
    path = os.fsdecode(error.filename)
    otherwise = f"ls -ld {path}; df -h {path}"
    _say(f"{path}: {why}", remedy_for(error, Path(path), otherwise))
    return EXIT_PROBLEM


def _bug(error: Exception) -> int:
    """Write the traceback to the log file, for a bug report. It has lines of code, never values."""
    import platform
    import traceback

    from codexctl.deliver.log import append

    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    head = (
        f"{stamp} bug: codexctl {__version__}, Python {platform.python_version()}, {sys.platform}"
    )
    frames = "".join(traceback.format_tb(error.__traceback__))
    try:
        locations = locate(os.environ)
        if somebody_else(locations):
            raise PermissionError  # the person could not write to a log that root made
        log = locations.log_file
        append(log, f"{head}\n{frames}{type(error).__name__}")
        hint = f"please report it with the last lines of {log}"
    except (OSError, CodexctlError):
        hint = "please report it"
    _say(f"a bug in codexctl: {type(error).__name__}", hint)
    return EXIT_BUG
