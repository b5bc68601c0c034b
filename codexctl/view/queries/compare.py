"""Two turns or two models side by side: the figures of each, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from codexctl.deliver.store.conversation import turns_below
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import TurnFilter
from codexctl.trace.capture.filter import Capture
from codexctl.trace.values import NS_PER_MS
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import sums
from codexctl.view.queries.turn_page import TurnLine, lines_of
from codexctl.view.queries.turn_rows import ShownRow, rows_of, shown_rows
from codexctl.view.stats import MODEL
from codexctl.view.waterfall.lanes import WAITING, lanes
from codexctl.view.waterfall.rows import Kind, TreeRow
from codexctl.view.waterfall.totals import totals_of

# Calls of each turn that are laid side by side: matching many more takes long, and nobody reads it.
MOST_CALLS = 300

# Sums as `--json` gives them.
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of both. `form` is what it counts: `count`, `tokens`, `usd`, `ms` or `percent`.

    `a` and `b` are None where they are not known.
    """

    name: str
    label: str
    form: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """How much more b is than a."""
        return None if self.a is None or self.b is None else self.b - self.a

    @property
    def percent(self) -> float | None:
        """The difference in percent of a; None where a is nothing or the form is percent itself."""
        if self.difference is None or not self.a or self.form == "percent":
            return None
        return self.difference / self.a * 100


@dataclass(frozen=True, slots=True)
class ToolPair:
    """Calls that stand beside each other; one of them is None where only the other turn has it."""

    a: ShownRow | None
    b: ShownRow | None

    @property
    def is_same(self) -> bool:
        """Whether both turns called the same tool here."""
        return bool(self.a and self.b and self.a.name == self.b.name)


@dataclass(frozen=True, slots=True)
class TurnSide:
    """One of two traces: its turns, the first one first, and how many tools they called."""

    trace_id: str
    turns: tuple[TurnLine, ...]
    tool_calls: int

    @property
    def first(self) -> TurnLine:
        """The turn that the trace began with."""
        return self.turns[0]


@dataclass(frozen=True, slots=True)
class TurnComparison:
    """Two traces, each with all its subagents."""

    a: TurnSide
    b: TurnSide
    figures: tuple[Compared, ...]
    tools: tuple[ToolPair, ...]


def compare_turns(
    store: LocalStore, capture: Capture, prices: Prices, a: str, b: str
) -> TurnComparison | None:
    """Compare two traces of the store, by their whole ids; None where one of them has no turn."""
    turns = [turns_below(store, [trace_id], ()) for trace_id in (a, b)]
    if not all(turns):
        return None
    rows = [rows_of(store, trace_id) for trace_id in (a, b)]
    durations = [its[0].summary["duration_ms"] for its in turns]
    of_a, of_b = (
        _of_trace(its, prices, duration) for its, duration in zip(rows, durations, strict=True)
    )
    tools = [[row for row in its if row.kind is Kind.tool] for its in rows]
    shown = [
        tuple(shown_rows(store, capture, prices, trace_id, called[:MOST_CALLS]))
        for trace_id, called in zip((a, b), tools, strict=True)
    ]
    side_a, side_b = (
        TurnSide(trace_id, tuple(lines_of(store, capture, its, None)), len(called))
        for trace_id, its, called in zip((a, b), turns, tools, strict=True)
    )
    figures = _compared(_OF_TURNS, of_a, of_b)
    return TurnComparison(side_a, side_b, figures, tuple(beside(*shown)))


def compare_models(
    store: LocalStore, capture: Capture, prices: Prices, wanted: TurnFilter, models: tuple[str, str]
) -> tuple[Compared, ...]:
    """Compare what two models come to among the turns that are wanted.

    As in `trace stats --model`, a model call counts for its own model, a turn for the turn's.
    """
    a, b = (
        sums(store, capture, replace(wanted, model=model), MODEL, prices).total.figures()
        for model in models
    )
    return _compared(_OF_MODELS, a, b)


def beside(a: Sequence[ShownRow], b: Sequence[ShownRow]) -> list[ToolPair]:
    """Lay two sequences of calls side by side, so that as many as can be stand with their like."""
    matcher = SequenceMatcher(None, [r.name for r in a], [r.name for r in b], autojunk=False)
    pairs: list[ToolPair] = []
    for _, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        for step in range(max(a_to - a_from, b_to - b_from)):
            at_a, at_b = a_from + step, b_from + step
            pairs.append(
                ToolPair(a[at_a] if at_a < a_to else None, b[at_b] if at_b < b_to else None)
            )
    return pairs


def _of_trace(rows: Sequence[TreeRow], prices: Prices, duration_ms: int | None) -> Figures:
    """What a trace comes to, as its own page says it; each kind's time counts no moment twice."""
    totals = totals_of(rows, prices.cost)
    times = {lane.kind: lane.took_ns / NS_PER_MS for lane in lanes(rows)}
    return {
        **asdict(totals),
        "llm_calls": totals.model_calls - totals.calls_without_usage,
        "tool_failures": sum(row.failed for row in rows if row.kind is Kind.tool),
        "cost_usd": None if totals.cost is None else float(totals.cost),
        "duration_ms": duration_ms,
        "model_took_ms": times.get(Kind.model.value, 0),
        "tool_took_ms": times.get(Kind.tool.value, 0),
        "waited_ms": times.get(WAITING, 0),
    }


_Value = Callable[[Figures], float | None]


def _of(name: str, part: str = "") -> _Value:
    return lambda figures: figures[name][part] if part else figures[name]


def _share(part: str, whole: str) -> _Value:
    """How much of the whole the part is, in percent."""
    return lambda figures: figures[part] / figures[whole] * 100 if figures[whole] else None


def _each(part: str, whole: str) -> _Value:
    """The part for each of the whole."""

    def value(figures: Figures) -> float | None:
        known = figures[part] is not None and figures[whole]
        return figures[part] / figures[whole] if known else None

    return value


_Row = tuple[str, str, str, _Value]
_COST: _Row = ("cost_usd", "Cost", "usd", _of("cost_usd"))
_TOKENS: tuple[_Row, ...] = (
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
_MODEL_CALLS: tuple[_Row, ...] = (
    ("llm_calls", "Model calls", "count", _of("llm_calls")),
    ("calls_without_usage", "more without usage", "count", _of("calls_without_usage")),
)
_TOOL_CALLS: tuple[_Row, ...] = (
    ("tool_calls", "Tool calls", "count", _of("tool_calls")),
    ("tool_failures", "of them failed", "count", _of("tool_failures")),
    ("failed_percent", "failed, in percent", "percent", _share("tool_failures", "tool_calls")),
)
_WAITED: _Row = ("waited_ms", "Waited for a person", "ms", _of("waited_ms"))
_OF_TURNS: tuple[_Row, ...] = (
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
_OF_MODELS: tuple[_Row, ...] = (
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


def _compared(rows: Sequence[_Row], a: Figures, b: Figures) -> tuple[Compared, ...]:
    return tuple(Compared(name, label, form, of(a), of(b)) for name, label, form, of in rows)
