"""Lines whose time cannot be read count all the same, with their neighbour's time."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from codexctl.trace import values
from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.turns.fold import ThreadFold, fold
from codexctl.trace.turns.turn import COMPLETED, Turn
from codexctl.trace.values import rfc3339
from tests.trace.writing import Rollout, stamp

AT = 1_795_000_000


def _turn(timestamps: dict[int, Any]) -> tuple[Turn, Tally]:
    rollout = Rollout(paginated=False).started("t").prompt("go").called("c").answered("c")
    rollout.said("done").counted(70).ended()
    lines = []
    for number, raw in enumerate(rollout.lines):
        record = orjson.loads(raw)
        if number in timestamps:
            record["timestamp"] = timestamps[number]
        lines.append(orjson.dumps({k: v for k, v in record.items() if v is not ...}) + b"\n")
    tally = Tally()
    (turn,) = fold(decode(read_lines(lines, tally)), ThreadFold())
    return turn, tally


UNREADABLE: list[Any] = [None, "never", "", True, [], {}, -1, 12, 1e300, "0000-01-01T00:00:00Z"]
FAR = ["9999-12-31T23:59:59Z", "2160-01-01T00:00:00.000Z", "275760-09-13T00:00:00Z", 10**19]


@pytest.mark.parametrize("odd", [*UNREADABLE, *FAR], ids=repr)
def test_a_turn_whose_lines_tell_no_time_is_whole(odd: Any) -> None:
    turn, tally = _turn(dict.fromkeys(range(1, 7), odd))
    assert (turn.status, turn.usage.input, len(turn.tools)) == (COMPLETED, 70, 1)
    assert rfc3339(turn.started) == stamp(0)
    assert turn.inferred
    assert (tally.unreadable, tally.untimed) == (0, 6)


@pytest.mark.parametrize("odd", UNREADABLE[:3], ids=repr)
def test_lines_at_the_beginning_have_the_time_of_the_next_that_tells_one(odd: Any) -> None:
    turn, _ = _turn({0: odd, 1: odd, 2: odd})
    assert rfc3339(turn.started) == stamp(3)
    assert turn.inferred


def test_a_file_without_any_time_has_its_turn() -> None:
    turn, _ = _turn(dict.fromkeys(range(20)))
    assert (turn.status, turn.inferred) == (COMPLETED, True)


def test_a_turn_that_has_all_its_times_is_not_marked() -> None:
    turn, tally = _turn({})
    assert not turn.inferred
    assert tally.untimed == 0


@pytest.mark.parametrize(
    "written",
    [AT, AT * 1000, AT * 10**6, AT * 10**9, AT + 0.0, "2026-11-18T10:26:40+00:00"],
)
def test_seconds_and_parts_of_a_second_are_times(written: Any) -> None:
    ns = values.moment(written)
    assert ns is not None
    assert ns // 10**9 == (AT if not isinstance(written, str) else ns // 10**9)


def test_a_local_time_with_its_offset_is_that_moment() -> None:
    assert values.moment("2026-11-18T12:26:40+02:00") == values.moment("2026-11-18T10:26:40Z")
