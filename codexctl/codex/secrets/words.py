"""A shell's line as words, and a word that sets a variable."""

from __future__ import annotations

import re
import shlex

# A variable that is set before a command, in shell syntax.
ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)


def words(line: str) -> list[str]:
    """The words of a shell line, quotes taken off; nothing is expanded."""
    try:
        return shlex.split(line)
    except ValueError:
        # A quote that is not closed: the shell would fail, but the program that is meant can still
        # be found.
        return line.split()
