"""Prints lines, through a pager if they do not fit on the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

import click

from codexctl.cli.render import fitted
from codexctl.environment import given

_PAGERS = ("PAGER", "LESS", "LESSCHARSET", "LESSHISTFILE")
_DUMB = ("dumb", "unknown")


def print_lines(lines: Iterable[str], *, may_page: bool = True, in_pager: str = "") -> None:
    """Write lines, through the pager if they need more rows than the terminal has.

    Without a terminal, or on a dumb one, no pager is used. `in_pager` is shown in the pager before
    the lines.
    """
    waiting = iter(lines)
    if may_page and _has_pager():
        import shutil  # imported here: output to a pipe does not need it

        size = shutil.get_terminal_size()
        head, rows = [], 0
        for line in waiting:
            head.append(line)
            # A line that is wider than the terminal takes several of its rows.
            rows += 1 + max(0, len(click.unstyle(line)) - 1) // max(size.columns, 1)
            if rows >= size.lines:
                _page(chain(fitted(in_pager) if in_pager else [], head, waiting))
                return
        waiting = iter(head)
    for line in waiting:
        sys.stdout.write(line + "\n")


def _has_pager() -> bool:
    can_be_left = sys.stdout.isatty() and sys.stdin.isatty()
    return can_be_left and os.environ.get("TERM", "") not in _DUMB


def _page(lines: Iterator[str]) -> None:
    # click must see the person's PAGER, because click starts the pager.
    theirs = given()
    os.environ.update({name: theirs[name] for name in _PAGERS if name in theirs})
    # less would save searches in ~/.lesshst, and they may contain captured content.
    os.environ.setdefault("LESSHISTFILE", "-")
    click.echo_via_pager(f"{line}\n" for line in lines)
