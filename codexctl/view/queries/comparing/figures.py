"""The figures in a comparison: their labels, their units, and how they are calculated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Sums as `--json` has them.
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure for both. `form` is its unit: `count`, `tokens`, `usd`, `ms` or `percent`.

    `a` and `b` are None if they are not known.
    """

    name: str
    label: str
    form: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """How much larger b is than a."""
        return None if self.a is None or self.b is None else self.b - self.a

    @property
    def percent(self) -> float | None:
        """The difference in percent of a; None if a is zero or the figure is in percent itself."""
        if self.difference is None or not self.a or self.form == "percent":
            return None
        return self.difference / self.a * 100


Value = Callable[[Figures], float | None]


def _of(name: str, part: str = "") -> Value:
    return lambda figures: figures[name][part] if part else figures[name]


def _share(part: str, whole: str) -> Value:
    """Make a figure: the share of `part` in `whole`, in percent."""
    return lambda figures: figures[part] / figures[whole] * 100 if figures[whole] else None


def _each(part: str, whole: str) -> Value:
    """Make a figure: `part` divided by `whole`."""

    def value(figures: Figures) -> float | None:
        known = figures[part] is not None and figures[whole]
        return figures[part] / figures[whole] if known else None

    return value


Row = tuple[str, str, str, Value]
_COST: Row = ("cost_usd", "Cost", "usd", _of("cost_usd"))
_TOKENS: tuple[Row, ...] = (
    ("input_tokens", "Input tokens", "tokens", _of("input_tokens")),
    ("cached_input_tokens", "of them cached", "tokens", _of("cached_input_tokens")),
    (
        *("cached_percent", "cached, in percent", "percent"),
        _share("cached_input_tokens", "input_tokens"),
    ),
    ("output_tokens", "Output tokens", "tokens", _of("output_tokens")),
    ("reasoning_output_tokens", "of them reasoning", "tokens", _of("reasoning_output_tokens")),
    (
        *("output_tokens_a_call", "for each model call", "tokens"),
        _each("output_tokens", "llm_calls"),
    ),
)
_MODEL_CALLS: tuple[Row, ...] = (
    ("llm_calls", "Model calls", "count", _of("llm_calls")),
    ("calls_without_usage", "more without usage", "count", _of("calls_without_usage")),
)
_TOOL_CALLS: tuple[Row, ...] = (
    ("tool_calls", "Tool calls", "count", _of("tool_calls")),
    ("tool_failures", "of them failed", "count", _of("tool_failures")),
    ("failed_percent", "failed, in percent", "percent", _share("tool_failures", "tool_calls")),
)
_WAITED: Row = ("waited_ms", "Waited for a person", "ms", _of("waited_ms"))
OF_TURNS: tuple[Row, ...] = (
    ("duration_ms", "Took", "ms", _of("duration_ms")),
    ("model_took_ms", "in model calls", "ms", _of("model_took_ms")),
    ("tool_took_ms", "in tools", "ms", _of("tool_took_ms")),
    _WAITED,
    _COST,
    *_TOKENS,
    *_MODEL_CALLS,
    *_TOOL_CALLS,
    ("subagents", "Subagents", "count", _of("subagents")),
)
OF_MODELS: tuple[Row, ...] = (
    ("turns", "Turns", "count", _of("turns")),
    ("turns_not_completed", "of them not completed", "count", _of("turns_not_completed")),
    (
        *("not_completed_percent", "not completed, in percent", "percent"),
        _share("turns_not_completed", "turns"),
    ),
    _COST,
    ("cost_usd_a_turn", "for each turn", "usd", _each("cost_usd", "turns")),
    *_TOKENS,
    *_MODEL_CALLS,
    ("model_ms.p50", "half of them within", "ms", _of("model_ms", "p50")),
    ("model_ms.p95", "95 of 100 within", "ms", _of("model_ms", "p95")),
    *_TOOL_CALLS,
    ("tool_ms.p50", "half of them within", "ms", _of("tool_ms", "p50")),
    ("tool_ms.p95", "95 of 100 within", "ms", _of("tool_ms", "p95")),
    _WAITED,
)


def compared(rows: Sequence[Row], a: Figures, b: Figures) -> tuple[Compared, ...]:
    """Compare the figures of a table, from the sums of both, in the table's order."""
    return tuple(Compared(name, label, form, of(a), of(b)) for name, label, form, of in rows)
