"""Traces to stdout, in the form that was asked for; long ones to a pager where there is one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from codexctl.environment import given

if TYPE_CHECKING:
    from codexctl.trace.spans.span import TurnTrace
    from codexctl.view.terminal.screen import Look

TREE = "tree"
_PAGERS = ("PAGER", "LESS", "LESSCHARSET")


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
