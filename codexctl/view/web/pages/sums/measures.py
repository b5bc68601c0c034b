"""What plots of sums can show: each measure with its parts, and how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.view.web.figures import count, short, took, usd

# Sums as in `--json`.
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. `series` are the names of its parts; `values` returns them from the bottom up.

    `said` writes a value for people. `adds_up` says whether the parts can be added to a total,
    `needs_times` whether durations of calls are needed.
    """

    name: str
    title: str
    series: tuple[str, ...]
    values: Callable[[Figures], tuple[float, ...]]
    said: Callable[[float], str]
    adds_up: bool = True
    needs_times: bool = False

    def total(self, figures: Figures) -> float:
        """The sum of all parts."""
        return sum(self.values(figures))

    def parts_said(self, figures: Figures) -> str:
        """Every part with its name, as text."""
        values = self.values(figures)
        if not self.adds_up:  # the text gives each value with those before it added
            values = tuple(sum(values[: index + 1]) for index in range(len(values)))
        named = zip(self.series, values, strict=True)
        return ", ".join(f"{name} {self.said(value)}" for name, value in named)


def _cost(figures: Figures) -> tuple[float, ...]:
    return (float(figures["cost_usd"] or 0),)


def _tokens(figures: Figures) -> tuple[float, ...]:
    cached, reasoning = figures["cached_input_tokens"], figures["reasoning_output_tokens"]
    fresh, answer = figures["input_tokens"] - cached, figures["output_tokens"] - reasoning
    return (cached, fresh, answer, reasoning)


def _turns(figures: Figures) -> tuple[float, ...]:
    return (figures["turns"] - figures["turns_not_completed"], figures["turns_not_completed"])


def _tools(figures: Figures) -> tuple[float, ...]:
    return (figures["tool_calls"] - figures["tool_failures"], figures["tool_failures"])


def _latency(figures: Figures) -> tuple[float, ...]:
    half, most = (figures["model_ms"][name] or 0 for name in ("p50", "p95"))
    return (half, max(most - half, 0))


def _whole(value: float) -> str:
    return count(round(value))


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("cost", "Cost", ("cost",), _cost, usd),
        Measure(
            "tokens",
            "Tokens",
            ("cached input", "other input", "answers", "reasoning"),
            _tokens,
            lambda value: short(round(value)),
        ),
        Measure("turns", "Turns", ("completed", "not completed"), _turns, _whole),
        Measure("tools", "Tool calls", ("succeeded", "failed"), _tools, _whole),
        Measure(
            "latency", "Model latency", ("half within", "95 of 100 within"), _latency, took,
            adds_up=False, needs_times=True,
        ),
    )
}  # fmt: skip
