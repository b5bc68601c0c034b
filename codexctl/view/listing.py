"""Turns as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from codexctl.view.text import duration, safe

_MARKS = {"completed": "✓", "failed": "✗", "interrupted": "◼", "incomplete": "…"}


def rows(turns: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Give a header and a line a turn."""
    yield f"{'TRACE':<10} {'STARTED':<20} {'STATUS':<13} {'TOOK':>10} {'TOKENS':>15}  MODEL"
    for turn in turns:
        status = f"{_MARKS.get(turn['status'], '?')} {turn['status']}"
        ms = turn["duration_ms"]
        took = "–" if ms is None else duration(ms * 1_000_000)
        tokens = f"{turn['input_tokens']:,}/{turn['output_tokens']:,}"
        started = turn["started_at"][:19].replace("T", " ") + "Z"
        model = safe(turn["model"] or "–")
        yield f"{turn['trace_id'][:10]} {started:<20} {status:<13} {took:>10} {tokens:>15}  {model}"
