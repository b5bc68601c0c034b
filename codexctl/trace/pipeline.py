"""Turns to what a destination receives: placed, projected, filtered, summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codexctl.trace.capture.filter import Capture
from codexctl.trace.labels import labels_in
from codexctl.trace.read.sieve import FOR_EVERYTHING, FOR_SPANS, Sieve
from codexctl.trace.spans.placement import Links, Placement, place
from codexctl.trace.spans.project import project
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.spans.summary import summarise
from codexctl.trace.spans.traceparent import NOWHERE, Surroundings
from codexctl.trace.turns.turn import Turn


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything that the way from a turn to its spans depends on, besides the turn.

    `addresses` maps model providers to hosts and ports; `resource` holds OpenTelemetry resource
    attributes; `surroundings` are the spans of others that turns were begun in; `home` is the Codex
    home whose rollouts they are, `policy` the id of the policy that holds, empty without one.
    `tightened` has stricter filters, for the turns whose environment asked for less, by turn id.
    """

    capture: Capture
    addresses: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    resource: Mapping[str, str] = field(default_factory=dict)
    surroundings: Surroundings = NOWHERE
    home: str = ""
    policy: str = ""
    tightened: Mapping[str, Capture] = field(default_factory=dict)

    @property
    def sieve(self) -> Sieve:
        """Which lines have to be decoded for these spans."""
        return FOR_EVERYTHING if self.capture.is_instructed else FOR_SPANS

    def trace(self, turn: Turn, links: Links, *, want_spans: bool = True) -> TurnTrace:
        """Make the spans of one turn and its figures, or its figures alone.

        `links` say which call started which thread. Without `want_spans` there are none, and the
        figures are the same.
        """
        placement = self.surroundings.around(place(turn, links))
        spans = project(turn, placement, self.addresses) if want_spans else ()
        capture = self._capture(turn, placement)
        return TurnTrace(
            summary=capture.summary(summarise(turn, placement)),
            spans=tuple(capture.apply_all(spans)),
            is_marked=turn.is_marked,
            ended=turn.ended,
            place=(turn.thread.thread_id, turn.turn_id),
            labels=labels_in(self.resource),
            home=capture.folder(self.home),
            withheld=capture.withheld,
            policy=self.policy,
        )

    def _capture(self, turn: Turn, placement: Placement) -> Capture:
        """The filter for one turn; a subagent's has the environment of the turn that it serves."""
        if not self.tightened:
            return self.capture
        of_root = self.tightened.get(placement.root_turn_id)
        return of_root or self.tightened.get(turn.turn_id, self.capture)
