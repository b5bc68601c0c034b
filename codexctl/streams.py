"""The three streams that every program is given, where whoever started us closed one of them.

The next file that is opened would get the free number, and whatever is printed then would go into
it: into a database, for one.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def fill() -> None:
    """Put the null device in place of streams that are closed. To be called before all else."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given out, which is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lasts as long as we do
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def spell_out() -> None:
    """Have characters that an encoding lacks spelled out, rather than raise an error."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a test's may lack it
