"""Converted traces to stdout, in the form that was asked for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson

from codexctl import __version__
from codexctl.errors import UsageError
from codexctl.trace.otlp_json import export_request
from codexctl.trace.span import TurnTrace
from codexctl.trace.summary import SCHEMA
from codexctl.view.tree import node_of_span, render


def write(traces: Iterator[TurnTrace], form: str, resource: Mapping[str, str]) -> None:
    """Write traces as `tree`, `otlp-json` or `summary-json`; the last two in constant memory."""
    if form == "tree":
        _write_tree(traces)
        return
    out = sys.stdout.buffer
    if form == "otlp-json":
        spans = (span for trace in traces for span in trace.spans)
        for piece in export_request(spans, resource, __version__):
            out.write(piece)
        return
    out.write(b'{"schema":' + orjson.dumps(SCHEMA) + b',"turns":[')
    for index, trace in enumerate(traces):
        out.write((b",\n" if index else b"\n") + orjson.dumps(trace.summary))
    out.write(b"\n]}\n")


def instant_of(text: str) -> int:
    """A date or time as a person writes it (ISO 8601, local unless it says otherwise), in ns."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is no date or time", "write 2026-01-31 or 2026-01-31T09:00"
        ) from None
    return int(moment.timestamp() * 1_000_000_000)


def _write_tree(traces: Iterator[TurnTrace]) -> None:
    """Trees need a whole trace at a time: subagents' turns come after the turn that asked."""
    spans: dict[str, list[TurnTrace]] = {}
    for trace in traces:
        spans.setdefault(str(trace.summary["trace_id"]), []).append(trace)
    width = shutil.get_terminal_size((100, 24)).columns
    for group in spans.values():
        nodes = [node_of_span(span) for trace in group for span in trace.spans]
        for line in render(nodes, width=width):
            sys.stdout.write(line + "\n")
