"""Whatever happens in whichever order, every turn counts exactly once where it was acknowledged."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.diary import SILENT
from codexctl.deliver.metrics.counting import Counting, MetricsRoute, send_metrics
from codexctl.deliver.otlp.metrics import Window
from codexctl.deliver.worker.sending import Sender
from codexctl.trace.metrics.measures import Measures, Series, Value, together
from codexctl.trace.spans.span import INTERNAL, Span, TurnTrace
from tests.trace.recorded import pipeline

LATER = Answer(Verdict.later, "HTTP 503", status=503)
TURNS = 6
STEPS = ("send traces", "acknowledge", "close", "send metrics", "settled", "nothing")


class Killed(BaseException):
    """The process is no more."""


def turn(number: int, *, ended: bool = True) -> TurnTrace:
    """A turn with a response of 10^number tokens, and another one at its end."""
    attributes = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai"}
    responses = [
        Span(
            *("1" * 32, f"{number:08x}{index:08x}", "", "chat", "CLIENT", index, index + 1),
            {**attributes, "gen_ai.usage.input_tokens": 10**number},
        )
        for index in range(2 if ended else 1)
    ]
    agent = Span("1" * 32, f"{number:016x}", "", "invoke_agent", INTERNAL, 1, 2, {})
    figures = {
        "thread_id": "t",
        "turn_id": str(number),
        "model": None,
        "tool_calls": 0,
        "status": "completed" if ended else "incomplete",
        "llm_calls": len(responses),
        "input_tokens": len(responses) * 10**number,
        "output_tokens": 0,
        "cached_input_tokens": 0,
        "reasoning_output_tokens": 0,
    }
    return TurnTrace(figures, (agent, *responses), is_marked=False, ended=2)


@dataclass
class Backend:
    """Takes traces and metrics as it is told; may die with us at one step."""

    traces: Answer = ACCEPTED
    metrics: Answer = ACCEPTED
    takes_in_vain: bool = False
    dies_at: str = "nothing"
    after: bool = False
    windows: list[tuple[Window, Measures]] = field(default_factory=list)
    name: str = "far"
    fingerprint: str = "f"
    commits: int | None = None

    def close(self) -> None:
        """Nothing is open."""

    def step(self, name: str, *, after: bool) -> None:
        """The process dies here, if it is to."""
        if (name, after) == (self.dies_at, self.after):
            raise Killed

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        self.step("send traces", after=False)
        self.step("send traces", after=True)
        return self.traces

    def send_measures(self, measures: Measures, window: Window, instance: str) -> Answer:
        self.step("send metrics", after=False)
        if self.metrics is ACCEPTED or self.takes_in_vain:
            self.windows.append((window, measures))
        self.step("send metrics", after=True)
        return self.metrics

    def once(self) -> dict[Series, Value]:
        """What a backend has that keeps a window once; one that comes again must be the same."""
        kept: dict[tuple[int, int], Measures] = {}
        for window, measures in self.windows:
            deltas = {n: v for n, v in measures.items() if not n.metric.startswith("codexctl.")}
            known = kept.setdefault((window.start_ns, window.end_ns), deltas)
            assert known == deltas
        times = sorted(kept)
        assert all(start < end for start, end in times)
        assert all(a[1] <= b[0] for a, b in pairwise(times))
        total: dict[Series, Value] = {}
        for measures in kept.values():
            total = together(total, measures)
        return total


@dataclass
class Machine:
    """One cursor file, opened anew after every death."""

    path: Path
    backend: Backend
    now: int = 10**18

    def deliver(self, batch: Sequence[TurnTrace]) -> None:
        """What a worker does with what it has gathered; a death ends it anywhere."""
        cursors = Cursors.open(self.path)
        with suppress(Killed):
            self._deliver(cursors, batch)
        cursors.close()

    def _deliver(self, cursors: Cursors, batch: Sequence[TurnTrace]) -> None:
        self.now += 1_000
        clock = Clock(now_ns=lambda: self.now)
        cursors.destinations.register("far", 0)
        cursors.try_again("far")
        self._watch(cursors)
        wanted = [
            trace
            for trace in batch
            if not cursors.is_acknowledged(
                *("far", trace.thread_id, trace.turn_id), has_ended=not trace.is_open
            )
        ]
        sender = Sender(cursors, self.backend, clock, counting=Counting(pipeline().capture, 0))
        if not wanted or sender.send(wanted):
            route: Any = MetricsRoute(self.backend, {})  # type: ignore[arg-type]
            send_metrics(cursors, "far", route, lambda: 0, clock, SILENT)

    def _watch(self, cursors: Cursors) -> None:
        """Have the steps in the cursor file be moments to die at as well."""
        backend = self.backend

        def around(name: str, action: Any) -> Any:
            def watched(*given: Any, **named: Any) -> Any:
                backend.step(name, after=False)
                result = action(*given, **named)
                backend.step(name, after=True)
                return result

            return watched

        moments: tuple[tuple[Any, str], ...] = (
            (cursors.counts, "close"),
            (cursors.counts, "settled"),
            (cursors, "acknowledge"),
        )
        for owner, name in moments:
            setattr(owner, name, around(name, getattr(owner, name)))


rounds = st.lists(
    st.fixed_dictionaries(
        {
            "batch": st.lists(st.tuples(st.integers(0, TURNS - 1), st.booleans()), max_size=4),
            "traces": st.sampled_from((ACCEPTED, ACCEPTED, LATER)),
            "metrics": st.sampled_from((ACCEPTED, ACCEPTED, LATER)),
            "takes_in_vain": st.booleans(),
            "dies_at": st.sampled_from(STEPS),
            "after": st.booleans(),
        }
    ),
    max_size=12,
)


def count(total: dict[Series, Value], metric: str) -> int:
    return sum(v for n, v in total.items() if n.metric == metric and isinstance(v, int))


@given(rounds)
def test_every_turn_counts_exactly_once(told: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend()
        machine = Machine(Path(folder) / "cursors.db", backend)
        ended: set[int] = set()
        for said in told:
            for name in ("traces", "metrics", "takes_in_vain", "dies_at", "after"):
                setattr(backend, name, said[name])
            # What has ended does not begin again.
            batch = [(number, ends or number in ended) for number, ends in said["batch"]]
            ended |= {number for number, ends in batch if ends}
            machine.deliver([turn(number, ended=ends) for number, ends in batch])
        backend.traces, backend.metrics, backend.dies_at = ACCEPTED, ACCEPTED, "nothing"
        machine.deliver([turn(number) for number in range(TURNS)])
        machine.deliver([])
        total = backend.once()
    tokens = count(total, "gen_ai.client.inference.usage.input_tokens")
    assert tokens == sum(2 * 10**number for number in range(TURNS))
    assert count(total, "codex.turns") == TURNS


def test_a_refused_turn_does_not_count_until_it_is_taken(tmp_path: Path) -> None:
    backend = Backend(traces=Answer(Verdict.refused, "HTTP 400", status=400))
    machine = Machine(tmp_path / "cursors.db", backend)
    machine.deliver([turn(1)])
    assert backend.windows == []
    backend.traces = ACCEPTED
    cursors = Cursors.open(machine.path)
    cursors.bring_back_refused("far")
    cursors.close()
    machine.deliver([turn(1)])
    assert count(backend.once(), "codex.turns") == 1
