"""The error boundary: expected errors in two lines, bugs to the log file, Ctrl-C as 130."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeGuard

from codexctl import __version__
from codexctl.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_PROBLEM, EXIT_USAGE, CodexctlError
from codexctl.locations import locate

# What a machine refuses, whatever the program: rights, room, limits, a failing disk.
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
    """Run one command and return the exit code of the process; no exception leaves here."""
    import click

    from codexctl.cli.main import codexctl

    try:
        code = codexctl.main(args=list(argv), prog_name="codexctl", standalone_mode=False)
        sys.stdout.flush()
    except CodexctlError as error:
        _say(error.message, error.hint)
        return error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        _say("interrupted", "")
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "codexctl")
        _say(error.format_message(), f"{command} --help")
        return EXIT_USAGE
    except BrokenPipeError:
        # The reader of our output has gone (`| head`). Point stdout at nothing, so that the
        # interpreter's own flush at exit does not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary is where bugs end
        return _refused(error) if _is_refusal(error) else _bug(error)
    return code if isinstance(code, int) else 0


def _say(message: str, hint: str) -> None:
    print(f"codexctl: {message}", file=sys.stderr)  # noqa: T201 - messages go to stderr
    if hint:
        print(f"hint: {hint}", file=sys.stderr)  # noqa: T201


def _is_refusal(error: Exception) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.errno in _REFUSED and bool(error.filename)


def _refused(error: OSError) -> int:
    """Say what the machine does not let us do, and with which file."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else error.filename
    _say(f"{path}: {(error.strerror or str(error)).lower()}", f"ls -ld {path}; df -h {path}")
    return EXIT_PROBLEM


def _bug(error: Exception) -> int:
    """Write the traceback where a report can pick it up. It holds code lines, never values."""
    import platform
    import traceback

    from codexctl.deliver.log import append

    log = locate(os.environ).log_file
    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    head = (
        f"{stamp} bug: codexctl {__version__}, Python {platform.python_version()}, {sys.platform}"
    )
    frames = "".join(traceback.format_tb(error.__traceback__))
    try:
        append(log, f"{head}\n{frames}{type(error).__name__}")
        hint = f"please report it with the last lines of {log}"
    except OSError:
        hint = "please report it"
    _say(f"a bug in codexctl: {type(error).__name__}", hint)
    return EXIT_BUG
