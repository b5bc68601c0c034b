"""Runs a program that prints one value on its standard output, with limits of time and size."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, cast

from codexctl.settings.keys.patience import within
from codexctl.system import detached, end_group

# 64 KiB: far more than any key needs.
MOST_BYTES = 1 << 16


class TooMuch(Exception):
    """The program printed more than `MOST_BYTES`."""


def asked(
    words: Sequence[str],
    environ: Mapping[str, str],
    seconds: float,
    *,
    said: bytes = b"",
    alone: bool = True,
) -> tuple[int, bytes]:
    """Run a program without a shell; returns its exit code and its standard output.

    `environ` is its whole environment, `said` its standard input, and `seconds` the limit for the
    whole run. With `alone` it runs in a new session, where it cannot ask at the terminal, and its
    child processes are also ended after an error. Raises TimeoutError after `seconds`, TooMuch for
    more than `MOST_BYTES`, and OSError if it cannot be started.
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
        # The pipe is closed, but the program may still be running for a moment.
        return process.wait(seconds), printed
    except BaseException as error:
        _end(process, alone=alone)
        if isinstance(error, subprocess.TimeoutExpired):
            raise TimeoutError from None
        raise


def why_nothing(error: OSError | TooMuch, seconds: float) -> str:
    """Say why `asked` returned no value, as the end of a sentence that begins with the program."""
    if isinstance(error, TooMuch):
        return f"prints more than {MOST_BYTES // 1024} KiB"
    if isinstance(error, TimeoutError):
        return f"does not end within {seconds:g} s"
    return f"cannot be run: {(error.strerror or type(error).__name__).lower()}"


def _conversation(process: subprocess.Popen[bytes], said: bytes) -> bytes:
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    with stdout:
        # A program may print its value without reading its input.
        with suppress(BrokenPipeError), stdin:
            stdin.write(said)
        printed = stdout.read(MOST_BYTES + 1)
    if len(printed) > MOST_BYTES:
        raise TooMuch
    return printed


def _end(process: subprocess.Popen[bytes], *, alone: bool) -> None:
    """End the program; with `alone`, also its child processes."""
    if alone:
        end_group(process)  # its children may keep the pipe open
    else:
        with suppress(OSError):
            process.kill()
    process.wait()
