"""Metrics of one destination: what turns add to them, and sending what has been counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.counted import Closed, Counted
from codexctl.deliver.cursors.wanted import Wanted
from codexctl.deliver.diary import Diary
from codexctl.deliver.rollouts.files import Rollout
from codexctl.errors import CodexctlError
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.span import TurnTrace

if TYPE_CHECKING:
    from codexctl.deliver.otlp.destination import OtlpDestination
    from codexctl.trace.metrics.measures import Measures


# How long counting the turns that a destination still lacks may take.
COUNT_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class MetricsRoute:
    """Where a destination's metrics go; `barred` says why they may not, else empty.

    `info` are the gauges that say under which limits it is sent to; one that `never_pauses` is
    tried again whatever it answers.
    """

    destination: OtlpDestination | None
    info: Measures
    barred: str = ""
    never_pauses: bool = False


@dataclass(frozen=True, slots=True)
class Counting:
    """What the turns of a delivery add to the metrics of a destination.

    Turns that ended before `since_ns` (nanoseconds since 1970) add nothing: they were seen before
    the destination was set up, or may have been counted before its cursor was lost.
    """

    capture: Capture
    since_ns: int

    def of(self, traces: Sequence[TurnTrace]) -> Counted:
        """What each of these turns adds."""
        from codexctl.trace.metrics.measure import for_metrics, measured

        names = for_metrics(self.capture)
        counting = [trace for trace in traces if trace.ended >= self.since_ns]
        began = min((trace.spans[0].started for trace in counting if trace.spans), default=0)
        return Counted(
            {(t.thread_id, t.turn_id): measured(t, names) for t in counting if t.spans}, began
        )


def counting_for(cursors: Cursors, name: str, capture: Capture, since_ns: int) -> Counting:
    """The counting of a destination.

    `since_ns` is since when turns are delivered to it, in nanoseconds since 1970.
    """
    return Counting(capture, max(since_ns, cursors.counts.standing(name).since_ns))


def send_metrics(
    cursors: Cursors,
    name: str,
    route: MetricsRoute,
    backlog: Callable[[], int | None],
    clock: Clock,
    diary: Diary,
) -> Answer:
    """Send what has been counted for a destination and not been taken yet.

    `backlog` counts the turns that still wait, None for not known. A window that was closed is sent
    as it was closed, until there is a clear answer: yes, or that it never will be taken.
    """
    now, standing = clock.now_ns(), cursors.counts.standing(name)
    there = route.destination
    if there is None or standing.is_waiting(now):
        return ACCEPTED
    if standing.paused_for and standing.paused_for == there.fingerprint:
        return Answer(Verdict.paused, standing.problem)
    answer = ACCEPTED
    # A window that grew while another one was waiting follows it at once.
    while answer.verdict is Verdict.accepted and (closed := cursors.counts.close(name, now)):
        answer = _sent(there, closed, {**route.info, **_backlog(backlog())})
        diary.step(f"{name}: sent metrics: {answer.verdict.value} {answer.reason}".rstrip())
        fingerprint = "" if route.never_pauses else there.fingerprint
        _note(cursors, name, answer, fingerprint, clock)
    if answer.verdict is not Verdict.accepted:
        diary.failed(f"{name}: metrics: {answer.reason}")
    return answer


def still_waiting(
    wanted: Wanted, rollouts: Iterable[Rollout], until_ns: int, clock: Clock
) -> int | None:
    """How many turns a destination is still to get; None if that is not known by `until_ns`."""
    count = 0
    for rollout in wanted.files(rollouts):
        if clock.now_ns() > until_ns:
            return None
        with suppress(OSError, CodexctlError):
            count += sum(map(wanted.is_wanted, wanted.turns(wanted.reading(rollout))))
    return count


def _backlog(turns: int | None) -> Measures:
    if turns is None:
        return {}
    from codexctl.trace.metrics.measures import series
    from codexctl.trace.metrics.metric_names import CODEXCTL_DELIVERY_BACKLOG

    return {series(CODEXCTL_DELIVERY_BACKLOG, {}): turns}


def _sent(there: OtlpDestination, closed: Closed, gauges: Measures) -> Answer:
    """One window, in smaller requests where it is too large; the pieces are always the same."""
    from codexctl.deliver.otlp.metrics import Window

    window = Window(closed.start_ns, closed.end_ns)
    answer = there.send_measures({**closed.measures, **gauges}, window, closed.instance)
    if answer.verdict is not Verdict.too_large or len(closed.measures) < 2:
        return answer
    ordered = sorted(closed.measures.items())
    middle = len(ordered) // 2
    for piece in (ordered[:middle], ordered[middle:]):
        answer = _sent(there, replace(closed, measures=dict(piece)), {})
        if answer.verdict is not Verdict.accepted:
            return answer
    return ACCEPTED


def _note(cursors: Cursors, name: str, answer: Answer, fingerprint: str, clock: Clock) -> None:
    """What follows from an answer.

    A partial success is final: the protocol forbids to send again what may have been taken (OTLP
    1.x, "Partial Success"). So is a refusal, as the same points would be refused again.
    """
    if answer.verdict is Verdict.accepted:
        cursors.counts.settled(name)
    elif answer.verdict in (Verdict.partial, Verdict.refused, Verdict.too_large):
        cursors.counts.settled(name, f"abandoned: {answer.reason}")
    else:
        paused = fingerprint if answer.verdict is Verdict.paused else ""
        cursors.counts.failed(
            name,
            answer.reason,
            now_ns=clock.now_ns(),
            paused_for=paused,
            retry_after_s=answer.retry_after_s,
            chance=clock.chance(),
        )
