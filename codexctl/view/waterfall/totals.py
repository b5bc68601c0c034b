"""The totals of the steps of a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from codexctl.deliver.store.query import Step
from codexctl.view.waterfall.rows import Kind, TreeRow


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums for a trace. `cost` is that of the calls that have a price, None if none has.

    `failed_models` and `failed_tools` are how many model calls and tool calls failed.
    """

    model_calls: int
    tool_calls: int
    subagents: int
    failed_models: int
    failed_tools: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    reasoning_output_tokens: int
    calls_without_usage: int
    cost: Decimal | None
    calls_without_cost: int

    @property
    def failed(self) -> int:
        """How many steps failed."""
        return self.failed_models + self.failed_tools


def failed_ids(rows: Iterable[TreeRow]) -> Iterator[str]:
    """The spans of the failed steps, in the order of the rows."""
    return (r.span.span_id for r in rows if r.failed and r.kind in (Kind.model, Kind.tool))


def totals_of(rows: Sequence[TreeRow], cost: Callable[[Step], Decimal | None]) -> Totals:
    """Sum up a trace; `cost` returns the US dollars of a model call, None if they are not known."""
    calls = [row.span for row in rows if row.kind is Kind.model]
    costs = [cost(call.step) for call in calls]
    known = [cost for cost in costs if cost is not None]
    return Totals(
        model_calls=len(calls),
        tool_calls=sum(row.kind is Kind.tool for row in rows),
        subagents=sum(row.kind is Kind.subagent for row in rows),
        failed_models=_failed(rows, Kind.model),
        failed_tools=_failed(rows, Kind.tool),
        input_tokens=sum(call.input_tokens or 0 for call in calls),
        cached_input_tokens=sum(call.cached_input_tokens or 0 for call in calls),
        output_tokens=sum(call.output_tokens or 0 for call in calls),
        reasoning_output_tokens=sum(call.reasoning_output_tokens or 0 for call in calls),
        calls_without_usage=sum(call.input_tokens is None for call in calls),
        cost=sum(known, Decimal(0)) if known else None,
        calls_without_cost=len(costs) - len(known),
    )


def _failed(rows: Iterable[TreeRow], kind: Kind) -> int:
    return sum(row.failed and row.kind is kind for row in rows)
