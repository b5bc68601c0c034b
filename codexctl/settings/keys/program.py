"""Asking another program for one value: bounded in time and in size, its standard output only."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, cast

from codexctl.settings.keys.patience import within
from codexctl.system import detached, end_group

# 64 KiB: far more than any key has, and no memory that matters.
MOST_BYTES = 1 << 16


class TooMuch(Exception):
    """The program says more than a value can be."""


def asked(
    words: Sequence[str],
    environ: Mapping[str, str],
    seconds: float,
    *,
    said: bytes = b"",
    alone: bool = True,
) -> tuple[int, bytes]:
    """Run a program without a shell; gives its exit code and what it printed.

    It is given `said` on its standard input, and nothing else that is open here. `alone` puts it
    into a session of its own, where it can ask nobody at a terminal; where it takes too long, what
    it started ends with it. Raises TimeoutError when it takes longer, TooMuch, or OSError where it
    cannot be started. `environ` is the whole environment that it gets, `seconds` the time for all
    of it.
    """
    if any("\0" in word for word in words):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    process = subprocess.Popen(
        list(words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environ),
        **(detached() if alone else {}),
    )
    try:
        printed = within(seconds, lambda: _conversation(process, said))
        # What held the pipe has let go of it; the program itself may go on for a moment.
        return process.wait(seconds), printed
    except BaseException as error:
        _end(process, alone=alone)
        if isinstance(error, subprocess.TimeoutExpired):
            raise TimeoutError from None
        raise


def why_nothing(error: OSError | TooMuch, seconds: float) -> str:
    """Say why `asked` gave no value: what the program does, as the end of a sentence about it."""
    if isinstance(error, TooMuch):
        return f"prints more than {MOST_BYTES // 1024} KiB"
    if isinstance(error, TimeoutError):
        return f"does not end within {seconds:g} s"
    return f"cannot be run: {(error.strerror or type(error).__name__).lower()}"


def _conversation(process: subprocess.Popen[bytes], said: bytes) -> bytes:
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with stdout:
        # A program need not read what it is given to print a value.
        with suppress(BrokenPipeError), stdin:
            stdin.write(said)
        printed = stdout.read(MOST_BYTES + 1)
    if len(printed) > MOST_BYTES:
        raise TooMuch
    return printed


def _end(process: subprocess.Popen[bytes], *, alone: bool) -> None:
    """Leave nothing behind that was started for this."""
    if alone:
        end_group(process)  # its children may hold the pipe that is waited for
    else:
        with suppress(OSError):
            process.kill()
    process.wait()
