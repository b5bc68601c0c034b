"""Traces to stdout, in the form that was asked for; long ones to a pager where there is one."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from codexctl.environment import given
from codexctl.errors import UsageError

if TYPE_CHECKING:
    from codexctl.trace.spans.span import TurnTrace
    from codexctl.view.terminal.screen import Look

TREE = "tree"
# `30m`, `24h`, `7d`, `4w`.
_AGO = re.compile(r"(\d{1,6})([mhdw])\Z")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_NS = 1_000_000_000
_PAGERS = ("PAGER", "LESS", "LESSCHARSET")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def write(traces: Iterator[TurnTrace], form: str, resource: Mapping[str, str], look: Look) -> None:
    """Write traces as `tree`, `otlp-json` or `summary-json`; the last two in constant memory.

    `resource` are the resource attributes of `otlp-json`; the other forms have none.
    """
    if form == TREE:
        _write_tree(traces, look)
    elif form == "otlp-json":
        from codexctl import __version__
        from codexctl.trace.spans.otlp_json import export_request

        spans = (span for trace in traces for span in trace.spans)
        for piece in export_request(spans, resource, __version__):
            sys.stdout.buffer.write(piece)
    else:
        write_turns(trace.summary for trace in traces)


def write_turns(turns: Iterable[Mapping[str, Any]]) -> None:
    """Write turns as `summary-json`, one after the other."""
    import orjson

    from codexctl.trace.spans.summary import SCHEMA

    out = sys.stdout.buffer
    out.write(b'{"schema":' + orjson.dumps(SCHEMA) + b',"turns":[')
    for index, turn in enumerate(turns):
        out.write((b",\n" if index else b"\n") + orjson.dumps(turn))
    out.write(b"\n]}\n")


def print_lines(lines: Iterable[str], *, may_page: bool = True) -> None:
    """Write lines; those that do not fit on a terminal go through the person's pager."""
    waiting = iter(lines)
    if may_page and sys.stdout.isatty() and sys.stdin.isatty():
        height = shutil.get_terminal_size().lines
        head = list(islice(waiting, height))
        waiting = chain(head, waiting)
        if len(head) == height:
            _restore_pager()
            click.echo_via_pager(f"{line}\n" for line in waiting)
            return
    for line in waiting:
        sys.stdout.write(line + "\n")


def _restore_pager() -> None:
    """Let click see which program the person reads with: it is started as one of its own."""
    theirs = given()
    os.environ.update({name: theirs[name] for name in _PAGERS if name in theirs})


def instant_of(text: str) -> int:
    """A time as a person writes it, in nanoseconds since 1970.

    ISO 8601 (local unless it says otherwise), or how long ago: `30m`, `24h`, `7d`, `4w`.
    Raises UsageError for anything else.
    """
    ago = _AGO.match(text)
    if ago:
        return time.time_ns() - int(ago.group(1)) * _SECONDS[ago.group(2)] * _NS
    try:
        # In whole microseconds: a fraction of a second in floating point is off by a little.
        return (datetime.fromisoformat(text).astimezone(UTC) - _EPOCH) // _MICROSECOND * 1000
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{text!r} is no date or time", "write 2026-01-31, 2026-01-31T09:00 or 7d"
        ) from None


def _write_tree(traces: Iterator[TurnTrace], look: Look) -> None:
    """Trees need a whole trace at a time: subagents' turns come after the turn that asked."""
    from codexctl.view.node import node_of_span
    from codexctl.view.tree import render

    grouped: dict[str, list[TurnTrace]] = {}
    for trace in traces:
        grouped.setdefault(str(trace.summary["trace_id"]), []).append(trace)
    for group in grouped.values():
        nodes = [node_of_span(span) for trace in group for span in trace.spans]
        print_lines(render(nodes, look), may_page=False)
