"""Sums as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codexctl.trace.values import NS_PER_MS
from codexctl.view.cost_text import cost_said
from codexctl.view.stats import DAY, PROJECT, TOTAL, Stats, Sums, latency
from codexctl.view.terminal.pad import Pad, Piece, painted
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.table import Column, table
from codexctl.view.terminal.text import cells, duration
from codexctl.wording import counted, zone_today

_KEY_WIDTH = 40


def tables(stats: Stats, look: Look) -> Iterator[str]:
    """Yield two tables: tokens and cost, then durations and failures."""
    rows = {**stats.groups, TOTAL: stats.total} if len(stats.groups) != 1 else stats.groups
    width = _key_width(rows, look)
    zone = f" ({zone_today(look.timezone)[1]})" if stats.by == DAY else ""
    key = Column(stats.by.upper() + zone, width=width)
    keys = {name: _key(name, stats.by, width, look) for name in rows}
    # If all turns are from one Codex home, a column for it is useless.
    homes = _HOMES if len(stats.total.homes) > 1 else ()
    spent = [
        (keys[name], *_spent(sums, look), *[_homes(sums, look) for _ in homes])
        for name, sums in rows.items()
    ]
    yield from table([key, *_SPENT, *homes], spent, look)
    yield ""
    took = [(keys[name], *_took(sums, look)) for name, sums in rows.items()]
    yield from table([key, *_TOOK], took, look)
    if stats.total.calls_without_usage:
        yield ""
        pad = Pad(look, look.width)
        number = stats.total.calls_without_usage
        said = (
            "model call reported no usage: its"
            if number == 1
            else "model calls reported no usage: their"
        )
        pad.text(f"{number:,} {said} tokens and cost are unknown and not in the sums.", "quiet")
        yield from (painted(look, line) for line in pad.lines)
    if stats.unpriced:
        yield ""
        # A name may contain a line break, but must not start a new line.
        unpriced = ((look.clean(model), number) for model, number in stats.unpriced.items())
        named = ", ".join(_calls(model, number) for model, number in unpriced)
        pad = Pad(look, look.width)
        pad.text(f"No price is known for {named}: what they cost is not in the sums.", "quiet")
        yield from (painted(look, line) for line in pad.lines)


_SPENT = (
    Column("TURNS", rank=3, to_the_right=True),
    Column("CALLS", rank=4, to_the_right=True),
    Column("INPUT", rank=1, to_the_right=True),
    Column("CACHED", rank=5, to_the_right=True),
    Column("OUTPUT", rank=1, to_the_right=True),
    Column("REASONING", rank=6, to_the_right=True),
    Column("COST", to_the_right=True),
)
_HOMES = (Column("CODEX HOME", rank=2),)
_TOOK = (
    Column("NOT DONE", rank=3, to_the_right=True),
    Column("WAITED", rank=2, to_the_right=True),
    Column("MODEL P50", rank=2, to_the_right=True),
    Column("P95", rank=2, to_the_right=True),
    Column("TOOLS", rank=1, to_the_right=True),
    Column("FAILED", to_the_right=True),
    Column("TOOL P50", rank=4, to_the_right=True),
    Column("P95", rank=4, to_the_right=True),
)


def _spent(sums: Sums, look: Look) -> Sequence[Piece]:
    return (
        (f"{sums.turns:,}", ""),
        (f"{sums.all_calls:,}", ""),
        (_tokens(sums.input_tokens, sums), ""),
        (_tokens(sums.cached_input_tokens, sums), ""),
        (_tokens(sums.output_tokens, sums), ""),
        (_tokens(sums.reasoning_output_tokens, sums), ""),
        (_cost(sums, look), "strong"),
    )


def _homes(sums: Sums, look: Look) -> Piece:
    """The Codex homes of a group's turns, if they are known."""
    return (", ".join(sorted(filter(None, sums.homes))) or look.sign("none"), "quiet")


def _took(sums: Sums, look: Look) -> Sequence[Piece]:
    return (
        (f"{sums.turns_not_completed:,}", "warning" if sums.turns_not_completed else ""),
        (duration(sums.waited_ns) if sums.waited_ns else look.sign("none"), ""),
        *_times(sums.model_times, look),
        (f"{sums.tool_calls:,}", ""),
        (f"{sums.tool_failures:,}", "bad" if sums.tool_failures else ""),
        *_times(sums.tool_times, look),
    )


def _key(name: str, by: str, width: int, look: Look) -> Piece:
    """A key with its style; a folder that is too long is cut at the beginning."""
    shown = look.clean(name)
    if by == PROJECT and cells(shown) > width:
        mark = look.sign("cut")
        shown = mark + shown[len(shown) - width + cells(mark) :]
    return (shown or look.sign("none"), "strong" if name == TOTAL else "name")


def _tokens(number: int, sums: Sums) -> str:
    """Tokens of the calls that reported any; if none did, they are unknown, not zero."""
    is_unknown = sums.calls_without_usage and not sums.llm_calls
    return "unknown" if is_unknown else f"{number:,}"


def _cost(sums: Sums, look: Look) -> str:
    return cost_said(sums.cost, sums.all_calls, sums.calls_without_cost, look.sign("none"))


def _times(times: Sequence[str], look: Look) -> Iterator[Piece]:
    """The median and the 95th percentile of durations."""
    for ms in latency(times).values():
        yield (look.sign("none") if ms is None else duration(round(ms * NS_PER_MS)), "")


def _calls(model: str, number: int) -> str:
    return f"{model or '(none)'} ({counted(number, 'call')})"


def _key_width(rows: Mapping[str, Sums], look: Look) -> int:
    """The width of the longest key, but at most a third of the terminal."""
    longest = max((len(look.clean(name)) for name in rows), default=0)
    return max(min(longest, _KEY_WIDTH, look.width // 3), 8)
