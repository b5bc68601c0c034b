"""A turn as the cells that sums are made of: of a quarter of an hour, billed alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from codexctl.deliver.store.sums.billed import SIZES, Billed, above, shape
from codexctl.deliver.store.sums.times import letter
from codexctl.trace.spans.attribute_names import CHAT
from codexctl.trace.values import NS_PER_S, instant

HOUR_NS = 3600 * NS_PER_S
QUARTER_NS = HOUR_NS // 4
# The sums in a cell, in the order of the columns; the last two are texts with a letter for each
# call.
SUMS = (
    *("turns", "turns_not_completed", "llm_calls", "calls_without_usage", "input_tokens"),
    *("cached_input_tokens", "cache_write_input_tokens", "output_tokens"),
    *("reasoning_output_tokens", "tool_calls", "tool_failures", "waited_ns"),
    *("model_times", "tool_times"),
)
Values = list[Any]
_COMPLETED = "completed"
# The number for everything that is not a model call.
NOT_BILLED = 0


class TurnOf(NamedTuple):
    """What cells need of a turn."""

    started_at: str
    status: str
    model: str
    tier: str
    cwd: str
    home: str
    session_id: str
    user: str = ""
    team: str = ""
    thread_id: str = ""


class Cell(NamedTuple):
    """Where a cell belongs: `model` and `tier` as sums go by them, `tool` empty for other things.

    `quarter` counts quarters of an hour from 1970, `billed` is None for what is not billed.
    `is_turn` says that it is the turn itself, which counts for when it began.
    """

    model: str
    tier: str
    tool: str
    billed: Billed | None
    quarter: int
    is_turn: bool = False

    @property
    def hour(self) -> int:
        """The hour since 1970."""
        return self.quarter // 4

    @property
    def billed_id(self) -> int:
        """The number under which it is billed."""
        return NOT_BILLED if self.billed is None else id_of(self.billed)


@lru_cache(maxsize=4096)
def id_of(billed: Billed) -> int:
    """Its number, remembered: there are few of them, and every call has one."""
    return billed.id


def empty() -> Values:
    """The sums of nothing."""
    return [0] * (len(SUMS) - 2) + ["", ""]


def add(values: Values, more: Sequence[Any]) -> None:
    """Add the sums of one cell to those of another."""
    values[:] = [mine + other for mine, other in zip(values, more, strict=True)]


def cells(turn: TurnOf, steps: Iterable[Sequence[Any]]) -> Iterator[tuple[Cell, Values]]:
    """The cells of one turn, that of the turn itself first.

    `steps` are rows of the table with that name.
    """
    yield turn_cell(turn)
    found: dict[Cell, Values] = {}
    for step in steps:
        cell = step_cell(turn, step)
        if (values := found.get(cell)) is None:
            values = found[cell] = empty()
        count_step(values, step)
    yield from found.items()


def turn_cell(turn: TurnOf) -> tuple[Cell, Values]:
    """The cell of the turn itself."""
    values = empty()
    values[0], values[1] = 1, int(turn.status != _COMPLETED)
    quarter = (instant(turn.started_at) or 0) // QUARTER_NS
    return Cell(turn.model, turn.tier, "", None, quarter, is_turn=True), values


def step_cell(turn: TurnOf, step: Sequence[Any], sizes: tuple[int, ...] = SIZES) -> Cell:
    """The cell of one step, a row of the table with that name."""
    quarter = (step[6] + step[7]) // QUARTER_NS
    if step[3] != CHAT:
        return Cell(turn.model, turn.tier, step[4], None, quarter)
    billed = None if step[9] is None else billed_of(step, sizes)
    return Cell(step[4], step[15], "", billed, quarter)


def billed_of(step: Sequence[Any], sizes: tuple[int, ...] = SIZES) -> Billed:
    """How a model call is billed that reported its usage."""
    given, cached, written, said = (number or 0 for number in step[9:13])
    tier = step[15]
    which = shape(tier, given, cached, written, said)
    return Billed(step[5], step[4], step[16], tier, above(given, sizes), which)


def count_step(values: Values, step: Sequence[Any]) -> None:
    """Count a step, a row of the table with that name."""
    values[11] += step[14]
    if step[3] != CHAT:
        values[9] += 1
        values[10] += bool(step[8])
        values[13] += letter(step[7])
    elif step[9] is None:
        values[3] += 1
    else:
        values[2] += 1
        values[12] += letter(step[7])
        for place, number in enumerate(step[9:14], 4):
            values[place] += number or 0
