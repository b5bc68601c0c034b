"""Sums of turns: tokens, cost, failures and latencies, in the form of `--json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from codexctl.deliver.store.sums.cells import SUMS
from codexctl.deliver.store.sums.times import percentiles
from codexctl.trace.values import NS_PER_MS

SCHEMA = "codexctl.stats/1"
MODEL, DAY, PROJECT, SESSION = "model", "day", "project", "session"
WEEK, MONTH, TOOL, STATUS, TIER = "week", "month", "tool", "status", "tier"
USER, TEAM, AGENT, ROLE = "user", "team", "agent", "role"
GROUPINGS = (
    *(MODEL, DAY, WEEK, MONTH, PROJECT, SESSION, AGENT, ROLE, TOOL, STATUS, TIER, USER, TEAM),
)
TOTAL = "total"


@dataclass(slots=True)
class Sums:
    """The sums of a group of turns. Tokens are those of model calls that reported any.

    `calls_without_usage` are model calls that reported none: their tokens and cost are unknown, and
    they are not counted in `llm_calls`. `unpriced_calls` had usage but no known price: `cost` is
    None if that is true for all. `waited_ns` is how long the turns waited for people. `model_times`
    and `tool_times` are the durations of calls, one letter for each; `homes` are the Codex homes of
    the turns.
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
    spent: Decimal = Decimal(0)
    tool_calls: int = 0
    tool_failures: int = 0
    waited_ns: int = 0
    model_times: list[str] = field(default_factory=list)
    tool_times: list[str] = field(default_factory=list)
    homes: set[str] = field(default_factory=set)

    @property
    def cost(self) -> Decimal | None:
        """US dollars, for the calls that have a price; None if none has."""
        return self.spent if self.priced_calls else None

    @property
    def unpriced_calls(self) -> int:
        """The number of model calls whose tokens are known but not their price."""
        return self.llm_calls - self.priced_calls

    @property
    def all_calls(self) -> int:
        """The number of model calls, with and without usage."""
        return self.llm_calls + self.calls_without_usage

    @property
    def calls_without_cost(self) -> int:
        """The number of model calls whose cost is not included: no usage or no price is known."""
        return self.unpriced_calls + self.calls_without_usage

    def add(self, values: Sequence[Any], home: str) -> None:
        """Add the sums of a group from the store; `values` are in the order of its columns."""
        for name, value in zip(SUMS[:-2], values, strict=False):
            if value:
                setattr(self, name, getattr(self, name) + value)
        self.model_times.append(values[-2])
        self.tool_times.append(values[-1])
        self.homes.add(home)

    def add_cost(self, priced_calls: int, spent: Decimal) -> None:
        """Add the cost of some calls that were added before, in US dollars."""
        self.priced_calls += priced_calls
        self.spent += spent

    def figures(self) -> dict[str, Any]:
        """The sums as in `--json`; times in milliseconds, cost in US dollars or null."""
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
            "model_ms": latency(self.model_times),
            "tool_ms": latency(self.tool_times),
            "codex_homes": sorted(home for home in self.homes if home),
        }


@dataclass(frozen=True, slots=True)
class Stats:
    """Sums by key and in total. `unpriced` is how many calls without a price a model has."""

    by: str
    groups: Mapping[str, Sums]
    total: Sums
    unpriced: Mapping[str, int]

    def figures(self) -> dict[str, Any]:
        """Everything as in `--json`."""
        groups = [{"key": key or None, **sums.figures()} for key, sums in self.groups.items()]
        return {
            "schema": SCHEMA,
            "by": self.by,
            "groups": groups,
            "total": self.total.figures(),
            "unpriced_models": dict(self.unpriced),
        }


def latency(times: Sequence[str]) -> dict[str, float | None]:
    """The median and the 95th percentile of durations, in milliseconds.

    `times` are those of a group (`deliver/store/sums/times.py`); each result is at most 1/16 off.
    None without calls.
    """
    return dict(zip(("p50", "p95"), percentiles("".join(times), 50, 95), strict=True))
