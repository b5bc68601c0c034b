"""Writes traces to stdout in the chosen format."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from codexctl.cli.paging import print_lines

if TYPE_CHECKING:
    from codexctl.trace.spans.span import TurnTrace
    from codexctl.view.terminal.screen import Look

TREE = "tree"


def write(traces: Iterator[TurnTrace], form: str, resource: Mapping[str, str], look: Look) -> None:
    """Write traces as `tree`, `otlp-json` or `summary-json`; the last two use constant memory.

    `resource` are the resource attributes for `otlp-json`; the other formats have none.
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
    """Write turns as `summary-json`, one at a time."""
    import orjson

    from codexctl.trace.spans.summary import SCHEMA

    out = sys.stdout.buffer
    out.write(b'{"schema":' + orjson.dumps(SCHEMA) + b',"turns":[')
    for index, turn in enumerate(turns):
        out.write((b",\n" if index else b"\n") + orjson.dumps(turn))
    out.write(b"\n]}\n")


def _write_tree(traces: Iterator[TurnTrace], look: Look) -> None:
    """Trees need a whole trace: subagents' turns come after the turn that started them."""
    from codexctl.view.node import node_of_span
    from codexctl.view.tree import render

    grouped: dict[str, list[TurnTrace]] = {}
    for trace in traces:
        grouped.setdefault(str(trace.summary["trace_id"]), []).append(trace)
    for group in grouped.values():
        nodes = [node_of_span(span) for trace in group for span in trace.spans]
        print_lines(render(nodes, look), may_page=False)
