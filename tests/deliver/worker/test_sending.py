"""Whatever a backend does, every span ends up there once, or its turn is named as refused."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.worker.sending import Sender
from codexctl.trace.spans.span import INTERNAL, Span, TurnTrace

LATER = Answer(Verdict.later, "HTTP 503")


def turn(number: int, spans: int = 3) -> TurnTrace:
    """A turn with so many spans."""
    made = tuple(
        Span("1" * 32, f"{number:08x}{index:08x}", "", "chat", INTERNAL, 1, 2, {})
        for index in range(spans)
    )
    return TurnTrace({"thread_id": "t", "turn_id": str(number)}, made, is_marked=False, ended=2)


@dataclass
class Backend:
    """A backend that takes at most `limit` spans at a time and never those in `hates`."""

    limit: int = 10**6
    hates: frozenset[str] = frozenset()
    away: bool = False
    partial: bool = False
    taken: list[str] = field(default_factory=list)
    requests: int = 0
    name: str = "far"
    fingerprint: str = "f"
    commits: int | None = None

    def close(self) -> None:
        """Nothing is open."""

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Answer as a backend of this kind does."""
        self.requests += 1
        ids = [span.span_id for trace in traces for span in trace.spans]
        if self.away:
            return LATER
        if len(ids) > self.limit:
            return Answer(Verdict.too_large, "HTTP 413")
        if self.hates & set(ids):
            return Answer(Verdict.partial if self.partial else Verdict.refused, "HTTP 400")
        self.taken += ids
        return ACCEPTED


@contextmanager
def sender(
    tmp_path: Path, backend: Backend, chance: Callable[[], float] = lambda: 0.0
) -> Iterator[Sender]:
    """A sender with a fresh cursor file."""
    with closing(Cursors.open(tmp_path / "cursors.db")) as cursors:
        cursors.destinations.register("far", 0)
        yield Sender(cursors, backend, Clock(now_ns=lambda: 10**18, chance=chance))


def test_what_is_too_large_is_sent_in_pieces(tmp_path: Path) -> None:
    backend = Backend(limit=2)
    with sender(tmp_path, backend) as sending:
        assert sending.send([turn(1, 5), turn(2, 1)])
        assert sorted(backend.taken) == sorted(
            s.span_id for t in (turn(1, 5), turn(2, 1)) for s in t.spans
        )
        assert (sending.delivered, sending.refused) == (2, 0)


def test_a_turn_is_not_done_while_a_piece_of_it_is_missing(tmp_path: Path) -> None:
    backend = Backend(hates=frozenset({turn(1).spans[2].span_id}), partial=True)
    with sender(tmp_path, backend) as sending:
        assert not sending.send([turn(1)])
        assert not sending.cursors.is_acknowledged("far", "t", "1")
        assert turn(1).spans[0].span_id in backend.taken, "what could be taken was"


def test_a_span_that_is_too_large_alone_sets_its_turn_aside(tmp_path: Path) -> None:
    with sender(tmp_path, Backend(limit=0)) as sending:
        assert sending.send([turn(1)])
        assert (sending.delivered, sending.refused) == (0, 1)
        assert sending.cursors.bring_back_refused("far") == 1
        assert not sending.cursors.is_acknowledged("far", "t", "1")


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=12),
    st.sets(st.integers(0, 11)),
    st.integers(1, 8),
)
def test_a_turn_is_either_taken_whole_or_refused(
    sizes: list[int], hated: set[int], limit: int
) -> None:
    turns = [turn(number, spans) for number, spans in enumerate(sizes)]
    hates = frozenset(t.spans[0].span_id for number, t in enumerate(turns) if number in hated)
    backend = Backend(limit=limit, hates=hates)
    with tempfile.TemporaryDirectory() as folder, sender(Path(folder), backend) as sending:
        assert sending.send(turns)
    for number, t in enumerate(turns):
        taken = {span.span_id for span in t.spans} & set(backend.taken)
        assert number in hated or taken == {span.span_id for span in t.spans}
    assert sending.refused == len(hated & set(range(len(turns))))
    assert sending.delivered + sending.refused == len(turns)
    assert len(backend.taken) == len(set(backend.taken))


def test_failures_in_a_row_are_waited_for_longer_and_longer(tmp_path: Path) -> None:
    backend = Backend(away=True)
    with sender(tmp_path, backend) as sending:
        waits = []
        for _ in range(12):
            sending.send([turn(1)])
            standing = sending.cursors.destinations.standing("far")
            assert standing is not None
            waits.append((standing.not_before_ns - 10**18) // 10**9)
        assert waits[:4] == [0, 1, 2, 5]
        assert waits[-1] == 300
        backend.away = False
        sending.send([turn(1)])
        standing = sending.cursors.destinations.standing("far")
        assert standing is not None
        assert (standing.failures, standing.last_error, standing.not_before_ns) == (0, "", 0)


def test_machines_that_failed_at_one_moment_do_not_come_back_at_one_moment(tmp_path: Path) -> None:
    due = set()
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        with sender(folder, Backend(away=True), lambda number=number: number / 8) as sending:  # type: ignore[misc]
            for _ in range(3):
                sending.send([turn(1)])
            standing = sending.cursors.destinations.standing("far")
            assert standing is not None
            due.add(standing.not_before_ns - 10**18)
    assert min(due) == 2 * 10**9
    assert len(due) == 8


def test_a_clock_that_was_put_back_does_not_make_it_wait_for_ever(tmp_path: Path) -> None:
    with sender(tmp_path, Backend(away=True)) as sending:
        sending.cursors.destinations.failed("far", "HTTP 429", now_ns=10**18, retry_after_s=60)
        standing = sending.cursors.destinations.standing("far")
        assert standing is not None
        assert standing.is_waiting(10**18)
        assert not standing.is_waiting(10**18 + 61 * 10**9)
        assert not standing.is_waiting(10**17)
