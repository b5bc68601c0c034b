"""Sums over turns: tokens, cost, failures and latencies, by model, day, project or session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.query import Step, TurnRow
from codexctl.trace.spans.attribute_names import CHAT
from codexctl.trace.values import NS_PER_MS, instant
from codexctl.view.terminal.text import moment

SCHEMA = "codexctl.stats/1"
MODEL, DAY, PROJECT, SESSION = "model", "day", "project", "session"
GROUPINGS = (MODEL, DAY, PROJECT, SESSION)
TOTAL = "total"

Cost = Callable[[Step], Decimal | None]


@dataclass(slots=True)
class Sums:
    """What a group of turns comes to. Tokens are those of model calls that reported any.

    `calls_without_usage` are model calls that reported none: their tokens and cost are unknown, and
    they are not among `llm_calls`. `unpriced_calls` had usage but no known price: `cost` is None
    where that holds for all. `waited_ns` is how long persons were waited for.
    """

    turns: int = 0
    turns_not_completed: int = 0
    llm_calls: int = 0
    calls_without_usage: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0
    priced_calls: int = 0
    unpriced_calls: int = 0
    spent: Decimal = Decimal(0)
    tool_calls: int = 0
    tool_failures: int = 0
    waited_ns: int = 0
    model_ns: list[int] = field(default_factory=list)
    tool_ns: list[int] = field(default_factory=list)

    @property
    def cost(self) -> Decimal | None:
        """US dollars, of the calls that have a price; None when none of them has."""
        return self.spent if self.priced_calls else None

    @property
    def all_calls(self) -> int:
        """Every model call, whether it reported usage or not."""
        return self.llm_calls + self.calls_without_usage

    @property
    def calls_without_cost(self) -> int:
        """Model calls whose cost comes on top: what they took is not known, or what that costs."""
        return self.unpriced_calls + self.calls_without_usage

    def add_turn(self, turn: TurnRow) -> None:
        """Count a turn."""
        self.turns += 1
        self.turns_not_completed += turn.status != "completed"

    def add_step(self, step: Step, cost: Decimal | None) -> None:
        """Count a model call or a tool call.

        `cost` is in US dollars, None where no price is known; of tool calls it is not looked at.
        """
        self.waited_ns += step.waited_ns
        if step.operation != CHAT:
            self.tool_calls += 1
            self.tool_failures += bool(step.error_type)
            self.tool_ns.append(step.took_ns)
            return
        if step.input_tokens is None:
            self.calls_without_usage += 1
            return
        self.llm_calls += 1
        self.model_ns.append(step.took_ns)
        self.input_tokens += step.input_tokens
        self.cached_input_tokens += step.cached_input_tokens or 0
        self.cache_write_input_tokens += step.cache_write_input_tokens or 0
        self.output_tokens += step.output_tokens or 0
        self.reasoning_output_tokens += step.reasoning_output_tokens or 0
        if cost is None:
            self.unpriced_calls += 1
        else:
            self.priced_calls += 1
            self.spent += cost

    def figures(self) -> dict[str, Any]:
        """The sums as `--json` gives them; times in milliseconds, cost in US dollars or null."""
        counts = {
            name: getattr(self, name)
            for name in (
                *("turns", "turns_not_completed", "llm_calls", "calls_without_usage"),
                "input_tokens",
                *("cached_input_tokens", "cache_write_input_tokens", "output_tokens"),
                *("reasoning_output_tokens", "unpriced_calls", "tool_calls", "tool_failures"),
            )
        }
        return counts | {
            "cost_usd": None if self.cost is None else float(self.cost),
            "waited_ms": self.waited_ns // NS_PER_MS,
            "model_ms": _latency(self.model_ns),
            "tool_ms": _latency(self.tool_ns),
        }


@dataclass(frozen=True, slots=True)
class Stats:
    """Sums by key, the key's own order, and over everything. `unpriced` are models with calls."""

    by: str
    groups: Mapping[str, Sums]
    total: Sums
    unpriced: Mapping[str, int]

    def figures(self) -> dict[str, Any]:
        """Everything as `--json` gives it."""
        groups = [{"key": key or None, **sums.figures()} for key, sums in self.groups.items()]
        return {
            "schema": SCHEMA,
            "by": self.by,
            "groups": groups,
            "total": self.total.figures(),
            "unpriced_models": dict(self.unpriced),
        }


def summed(
    turns: Iterable[TurnRow],
    steps: Iterable[Step],
    by: str,
    cost: Cost,
    timezone: tzinfo | None = None,
) -> Stats:
    """Sum up turns and their steps.

    By model, a model call counts for its own model, a tool call and a turn for the turn's. By day,
    a turn counts for the day in `timezone` on which it began, a call for that on which it ended.
    `by` is one of GROUPINGS, `cost` gives US dollars or None, `timezone` None is the machine's own.
    """
    groups: dict[str, Sums] = {}
    total, unpriced = Sums(), dict[str, int]()
    for turn in turns:
        key = _key_of_turn(turn, by, timezone)
        for sums in (groups.setdefault(key, Sums()), total):
            sums.add_turn(turn)
    for step in steps:
        spent = cost(step) if step.operation == CHAT else None
        for sums in (groups.setdefault(_key_of_step(step, by, timezone), Sums()), total):
            sums.add_step(step, spent)
        if step.operation == CHAT and step.input_tokens is not None and spent is None:
            named = _priced_as(step)
            unpriced[named] = unpriced.get(named, 0) + 1
    return Stats(by, dict(sorted(groups.items(), key=_order(by))), total, unpriced)


def _priced_as(step: Step) -> str:
    """A model as its price is looked up: with its service tier, where it is not the usual one."""
    return step.name + (f" ({step.tier})" if step.tier not in ("", "auto", "default") else "")


def percentile(values: Sequence[int], percent: int) -> int | None:
    """The smallest value that at least so many percent of the values do not exceed.

    `percent` is from 0 to 100; None without values. Nothing is interpolated: it is a value that
    occurred.
    """
    if not values:
        return None
    # By nearest rank: the quotient is rounded up.
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


def _latency(values: Sequence[int]) -> dict[str, float | None]:
    found = {f"p{percent}": percentile(values, percent) for percent in (50, 95)}
    return {name: None if ns is None else ns / NS_PER_MS for name, ns in found.items()}


def _key_of_turn(turn: TurnRow, by: str, timezone: tzinfo | None) -> str:
    if by == DAY:
        return _day(instant(turn.started_at) or 0, timezone)
    if by == SESSION:
        return turn.session_id
    return turn.model if by == MODEL else turn.cwd


def _key_of_step(step: Step, by: str, timezone: tzinfo | None) -> str:
    if by == DAY:
        return _day(step.ended_ns, timezone)
    if by == PROJECT:
        return step.cwd
    if by == SESSION:
        return step.session_id
    return step.name if step.operation == CHAT else step.model


def _day(ns: int, timezone: tzinfo | None) -> str:
    return moment(ns, timezone)[:10]


def _order(by: str) -> Callable[[tuple[str, Sums]], tuple[object, ...]]:
    """Days in their order, everything else the most tokens first."""
    if by == DAY:
        return lambda item: (item[0],)
    return lambda item: (-item[1].input_tokens - item[1].output_tokens, item[0])
