"""Turns as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from codexctl.trace.values import NS_PER_MS, instant
from codexctl.view.terminal.pad import Piece
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.table import Column, table
from codexctl.view.terminal.text import DURATION_WIDTH, count, duration, moment
from codexctl.wording import zone_today

_COLUMNS = (
    Column("TRACE", width=12),
    Column("STARTED ({zone})", rank=1, width=16),
    Column("STATUS", width=13),
    Column("PROJECT", rank=2, width=10),
    Column("PROMPT", rank=2, width=20),
    Column("TOOK", rank=4, width=DURATION_WIDTH, to_the_right=True),
    Column("IN", rank=3, width=9, to_the_right=True),
    Column("OUT", rank=3, width=7, to_the_right=True),
    Column("MODEL", rank=5, width=14),
    Column("TOOLS", rank=6, width=5, to_the_right=True),
    Column("CALLS", rank=7, width=5, to_the_right=True),
    Column("SESSION", rank=8, width=36),
    Column("CODEX HOME", rank=9, width=24),
    Column("POLICY", rank=10, width=16),
)
# Columns that are wider if there is space.
_WIDE = {"PROJECT": 20, "PROMPT": 60}
_ROOM = 180
_SIGNS: Mapping[str, tuple[str, str]] = {
    "completed": ("done", "good"),
    "failed": ("failed", "bad"),
    "interrupted": ("stopped", "warning"),
    "incomplete": ("open", "warning"),
}
# How many rows are laid out at a time.
_CHUNK = 500
# The number of a turn's model calls that reported no usage, if it is known.
UNKNOWN = "calls_without_usage"


def rows(turns: Iterable[Mapping[str, Any]], look: Look) -> Iterator[str]:
    """Yield a header and a line for each turn, as soon as they are known.

    `turns` are figures as `--json` has them. Some hundred of them are laid out at a time, so that a
    long list need not be in memory.
    """
    waiting = iter(turns)
    first = True
    # One time zone for all rows, because the header shows its name.
    zone, name = zone_today(look.timezone)
    there = replace(look, timezone=zone)
    columns = [
        replace(
            one,
            title=one.title.format(zone=name),
            width=_WIDE.get(one.title, one.width) if look.width >= _ROOM else one.width,
        )
        for one in _COLUMNS
    ]
    while chunk := [_row(turn, there) for turn in islice(waiting, _CHUNK)]:
        lines = table(columns, chunk, look)
        header = next(lines)
        if first:
            yield header
        yield from lines
        first = False


def line(turn: Mapping[str, Any], look: Look) -> str:
    """The line of one turn, without a header; `turn` are figures as `--json` has them."""
    return list(rows([turn], look))[1]


def _row(turn: Mapping[str, Any], look: Look) -> Sequence[Piece]:
    # A session has the id of its first thread; its other threads are subagents and reviews.
    mark = look.sign("below") if turn["thread_id"] != turn["session_id"] else ""
    sign, style = _SIGNS.get(turn["status"], ("none", ""))
    ms = turn["duration_ms"]
    started = instant(str(turn["started_at"]))
    return (
        (mark + str(turn["trace_id"])[:10], ""),
        ("" if started is None else moment(started, look.timezone)[:16], ""),
        (f"{look.sign(sign)} {turn['status']}", style),
        (_folder(str(turn.get("cwd") or "")) or look.sign("none"), ""),
        (str(turn.get("prompt") or "") or look.sign("none"), "strong"),
        (look.sign("none") if ms is None else duration(ms * NS_PER_MS), ""),
        (_tokens(turn, "input_tokens", 9), ""),
        (_tokens(turn, "output_tokens", 7), ""),
        (str(turn["model"] or look.sign("none")), "name"),
        (count(turn["tool_calls"], 5), ""),
        (count(turn["llm_calls"] + turn.get(UNKNOWN, 0), 5), ""),
        (str(turn["session_id"]), "quiet"),
        (str(turn.get("codex_home") or ""), "quiet"),
        (str(turn.get("policy") or ""), "quiet"),
    )


def _folder(cwd: str) -> str:
    """The name of a folder without its parents."""
    return cwd.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _tokens(turn: Mapping[str, Any], name: str, width: int) -> str:
    """Tokens of the calls that reported any; `+?` if some did not, `?` if none did."""
    if not turn.get(UNKNOWN):
        return count(turn[name], width)
    return count(turn[name], width - 2) + "+?" if turn["llm_calls"] else "?"
