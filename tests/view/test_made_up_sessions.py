"""The sessions that pages are measured with are the same everywhere, and of the size they claim."""

from __future__ import annotations

from pathlib import Path

from codexctl.deliver.rollouts.convert import convert
from tests.bench.support.many import rollouts, store
from tests.bench.support.many.sessions import long_turn, sessions

COUNT = 60


def test_a_session_is_the_same_whenever_it_is_made() -> None:
    again = list(sessions(10, COUNT))

    assert again == list(sessions(0, COUNT))[10:]


def test_a_session_has_six_to_seven_spans() -> None:
    spans = sum(len(trace.spans) for trace in store.traces(400))

    assert 6 <= spans / 400 < 7


def test_a_long_turn_has_the_spans_that_were_asked_for() -> None:
    turn = long_turn(500)

    assert 1 + len(turn.calls) + len(turn.tools) == 500


def test_their_rollouts_hold_the_turns_that_the_store_is_given(tmp_path: Path) -> None:
    rollouts.write(tmp_path, COUNT)
    complaints: list[str] = []

    converted = convert([tmp_path], store.pipeline(), complaints.append)
    read = {trace.place: trace for trace in converted}

    made = {trace.place: trace for trace in store.traces(COUNT)}
    assert complaints == []
    assert {place: trace.summary for place, trace in read.items()} == {
        place: trace.summary for place, trace in made.items()
    }
    assert {place: len(trace.spans) for place, trace in read.items()} == {
        place: len(trace.spans) for place, trace in made.items()
    }
