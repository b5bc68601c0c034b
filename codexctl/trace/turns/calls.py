"""Which items of a turn one model response produced, when it ran, and what it cost.

A response is the run of model-written items with one `sampled_through_sequence`, closed by its
token_usage_record. Files older than 0.155 have no sequence and older than 0.153 no record: there
a response ends at the change of the running total, and a tool's output tells two apart. In 0.34 to
0.72 the total changes ahead of the items that it is about, and each call is with its output.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from codexctl.trace.rate_limits import RateLimits
from codexctl.trace.read.events import (
    Compacted,
    ResponseUsage,
    ToolCalled,
    Utterance,
)
from codexctl.trace.turns.turn import MOST_CALLS, Given, ModelCall
from codexctl.trace.usage import NO_USAGE, Usage


@dataclass(slots=True)
class _Group:
    """The items of the response that is being read."""

    started: int
    ended: int
    sampled: int | None
    given: tuple[Given, ...] = ()
    answered: bool = False
    usage: Usage | None = None
    said: list[Utterance] = field(default_factory=list)
    call_ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CallFold:
    """Gathers the model calls of one turn.

    `ready` is the earliest moment at which the next request can have begun: the latest of the
    prompt, the tools' outputs, a compaction and the end of the call before. `untold` is a turn
    whose beginning and end no line tells, as before 0.100; `is_bare` one whose lines tell where a
    request begins (`asked`), and write a call's output before the response's next call. `left_out`
    counts the calls that are more than a turn may have: what they cost is added to the last one.
    """

    ready: int
    model: str = ""
    effort: str = ""
    tier: str = ""
    has_records: bool = False
    untold: bool = False
    is_bare: bool = False
    done: list[ModelCall] = field(default_factory=list)
    left_out: int = 0
    _group: _Group | None = None
    _compacted: bool = False
    _has_total: bool = False
    _recorded: set[str] = field(default_factory=set)
    _limits: RateLimits | None = None
    _given: list[Given] = field(default_factory=list)

    def give(self, event: Given) -> None:
        """Something new for the next request; a compaction takes the place of all before it."""
        if isinstance(event, Compacted):
            self._given.clear()
        if len(self._given) < MOST_CALLS:
            self._given.append(event)

    def said(self, event: Utterance) -> None:
        """The model wrote a message or a thought."""
        said = self._at(event.at, event.sampled).said
        if len(said) < MOST_CALLS:
            said.append(event)

    def called(self, event: ToolCalled) -> None:
        """The model asked for a tool."""
        call_ids = self._at(event.at, event.sampled).call_ids
        if len(call_ids) < MOST_CALLS:
            call_ids.append(event.call_id)

    def answered(self, at: int) -> None:
        """A tool's output is there; items that follow belong to the next response."""
        self.ready = max(self.ready, at)
        if self._group and not self.is_bare:
            self._group.answered = True

    def prompted(self, at: int) -> None:
        """The person wrote, or the history was compacted: a request can begin.

        `at` is in nanoseconds since 1970, here as everywhere below.
        """
        self.ready = max(self.ready, at)

    def recorded(self, event: ResponseUsage) -> None:
        """token_usage_record: the response is complete, and this is what it cost."""
        if event.response_id in self._recorded:
            return  # the same line again
        if event.response_id:
            self._recorded.add(event.response_id)
        self.has_records = True
        group = self._group or self._begun(self.ready, event.at)
        group.ended = event.at
        self._close(group, event.usage, event.response_id)

    def total_changed(self, spent: Usage, at: int) -> None:
        """The running total grew by `spent`. Only where the turn has no usage records.

        `at` is when its line was written.
        """
        group = self._group
        if group and group.usage is not None:
            self.flush()
            group = None
        if group is None and self.untold:
            self._group = self._begun(self.ready, max(at, self.ready))
            self._group.usage = spent
            return  # its items follow
        self._close(group or self._begun(self.ready, self.ready), spent, "")

    def limits_told(self, limits: RateLimits) -> None:
        """The backend's rate limits, as the latest token_count has them.

        The first count behind a response is about it. One more, or one before anything was written
        (up to 0.130 each request begins with one), is about the next.
        """
        last = self.done[-1] if self.done and not self._group else None
        if last is None or last.rate_limits:
            self._limits = limits
        else:
            self.done[-1] = replace(last, rate_limits=limits)
            self._limits = None

    @property
    def limits_left(self) -> RateLimits | None:
        """What was told after the last response: by a request that got none.

        None where it only says once more what is known.
        """
        known = next((call.rate_limits for call in reversed(self.done) if call.rate_limits), None)
        return None if self._limits == known else self._limits

    def asked(self) -> None:
        """A request begins: what was said so far is of the response before."""
        if self._group:
            self._group.answered = True

    def is_charged_by_total(self) -> bool:
        """Whether the total that comes now can be what this turn has cost.

        The first one in a turn repeats the turn before when the model has written nothing yet.
        """
        first, self._has_total = not self._has_total, True
        is_repeated = first and not self.untold and not self.done and self._group is None
        return not self.has_records and not is_repeated

    def compacted(self, response_id: str) -> None:
        """The call that wrote the summary was a compaction; without an id, the latest one."""
        self._compacted = True
        for index in range(len(self.done) - 1, -1, -1):
            call = self.done[index]
            if call.response_id == response_id or not response_id:
                self.done[index] = replace(call, is_compaction=True)
                return

    @property
    def has_compaction(self) -> bool:
        """Whether the history was compacted in this turn."""
        return self._compacted

    def finish(self) -> tuple[ModelCall, ...]:
        """All calls; a response that was cut before its usage came is among them."""
        self.flush()
        return tuple(self.done)

    def flush(self) -> None:
        """Close a response that no usage followed."""
        if self._group:
            self._close(self._group, self._group.usage, "")

    def _at(self, at: int, sampled: int | None) -> _Group:
        group = self._group
        if group and self._is_next(group, sampled):
            self._close(group, group.usage, "")
            group = None
        if group is None:
            group = self._group = self._begun(min(self.ready, at), at, sampled)
        group.ended = max(group.ended, at)
        return group

    def _begun(self, started: int, ended: int, sampled: int | None = None) -> _Group:
        """A response begins: its request brought what is new by now."""
        given, self._given = tuple(self._given), []
        return _Group(started, ended, sampled, given)

    @staticmethod
    def _is_next(group: _Group, sampled: int | None) -> bool:
        if sampled is not None and group.sampled is not None:
            return sampled != group.sampled
        return group.answered and group.usage is None

    def _close(self, group: _Group, usage: Usage | None, response_id: str) -> None:
        self.ready = max(self.ready, group.ended)
        self._group = None
        if len(self.done) >= MOST_CALLS:
            self._add_to_last(group.ended, usage)
            return
        self.done.append(
            ModelCall(
                index=len(self.done),
                model=self.model,
                effort=self.effort,
                started=group.started,
                ended=max(group.ended, group.started),
                response_id=response_id,
                usage=usage,
                said=tuple(group.said),
                call_ids=tuple(group.call_ids),
                tier=self.tier,
                given=group.given,
            )
        )

    def _add_to_last(self, ended: int, usage: Usage | None) -> None:
        """Have the last call stand for one more."""
        self.left_out += 1
        last = self.done[-1]
        costs = [known for known in (last.usage, usage) if known]
        self.done[-1] = replace(
            last,
            ended=max(last.ended, ended),
            usage=sum(costs, NO_USAGE) if costs else None,
        )
