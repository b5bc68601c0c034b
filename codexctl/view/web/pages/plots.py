"""How full the context was at each call: data for a plot, and bars for browsers without scripts."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from codexctl.view.queries.turn import MOST_AGENTS, ModelCall, TurnView

# Bars that fit next to each other.
_MOST_BARS = 160


@dataclass(frozen=True, slots=True)
class Plot:
    """The model calls of one agent; `most` is the size of the fullest context, `window` the limit.

    Both are in tokens. `bars` are (label, height of cached input, of other input, of output),
    heights in percent of the fullest context, for at most `_MOST_BARS` of the calls; `data` is all
    of them as JSON.
    """

    agent: str
    calls: int
    most: int
    window: int | None
    bars: tuple[tuple[str, float, float, float], ...]
    data: str


def plots(view: TurnView) -> list[Plot]:
    """A plot for each agent that called a model more than once."""
    by_agent: dict[str, list[ModelCall]] = {agent: [] for agent in view.agents}
    for call in view.calls:
        by_agent.setdefault(call.agent, []).append(call)
    several = [(agent, calls) for agent, calls in by_agent.items() if len(calls) > 1]
    return [
        _plot(view.agents.get(agent, ""), calls, view.windows.get(agent))
        for agent, calls in several[:MOST_AGENTS]
    ]


def _plot(agent: str, calls: list[ModelCall], window: int | None) -> Plot:
    most = max((_input(call) + (call.span.output_tokens or 0) for call in calls), default=0) or 1
    step = -(-len(calls) // _MOST_BARS)
    bars: list[tuple[str, float, float, float]] = []
    for number in range(0, len(calls), step):
        # If several calls share one bar, it shows the fullest context.
        call = max(calls[number : number + step], key=_input)
        cached, said = call.span.cached_input_tokens or 0, call.span.output_tokens or 0
        fresh = max(_input(call) - cached, 0)
        which = calls.index(call, number) + 1
        label = f"call {which}: {_input(call):,} in, {cached:,} cached, {said:,} out"
        shares = [round(tokens * 100 / most, 2) for tokens in (cached, fresh, said)]
        bars.append((label, shares[0], shares[1], shares[2]))
    columns = {
        "span": [call.span_id for call in calls],
        "input": [call.span.input_tokens for call in calls],
        "cached": [call.span.cached_input_tokens for call in calls],
        "output": [call.span.output_tokens for call in calls],
    }
    data = orjson.dumps({**columns, "window": window}).decode()
    return Plot(agent, len(calls), most, window, tuple(bars), data)


def _input(call: ModelCall) -> int:
    return call.span.input_tokens or 0
