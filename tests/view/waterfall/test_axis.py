"""The axis of time: round times along it, a part of it, and where bars lie on it."""

from __future__ import annotations

import pytest

from codexctl.view.waterfall.axis import Axis, axis_of, part_of, tick_said

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (7_400_000_000, ["0", "2 s", "4 s", "6 s"]),
        (46 * SECOND, ["0", "10 s", "20 s", "30 s", "40 s"]),
        (107 * SECOND, ["0", "30 s", "1:00", "1:30"]),
        (12_000_000, ["0", "2 ms", "4 ms", "6 ms", "8 ms", "10 ms", "12 ms"]),
        (3 * 3600 * SECOND, ["0", "30:00", "1:00 h", "1:30 h", "2:00 h", "2:30 h", "3:00 h"]),
        (1, ["0"]),
    ],
)
def test_an_axis_has_a_few_round_times(axis: int, expected: list[str]) -> None:
    assert [tick_said(tick) for tick in axis_of(axis).ticks] == expected


def test_an_axis_of_weeks_still_has_few_times() -> None:
    assert len(axis_of(90 * 86_400 * SECOND).ticks) <= 9


@pytest.mark.parametrize("part", ["", "x", "5", "-1-5", "9-3", "99000-100000", "1-2-3", "٣-٥"])
def test_what_names_no_part_of_a_trace_is_the_whole(part: str) -> None:
    assert axis_of(60 * SECOND, part) == Axis(0, 60 * SECOND)


def test_a_part_keeps_the_times_of_the_whole() -> None:
    part = axis_of(300 * SECOND, "118000-130000")
    assert part == Axis(118 * SECOND, 130 * SECOND)
    assert [tick_said(tick) for tick in part.ticks] == [
        *("1:58", "2:00", "2:02", "2:04", "2:06", "2:08", "2:10"),
    ]
    assert axis_of(10 * SECOND, "8000-99000") == Axis(8 * SECOND, 10 * SECOND)


def test_a_part_is_written_so_that_nothing_of_it_is_cut_off() -> None:
    assert part_of(1_500_001, 2_500_001) == "1-3"
    assert part_of(-5, SECOND) == "0-1000"


def test_bars_are_cut_where_the_axis_ends_and_those_beside_it_are_not_drawn() -> None:
    axis = Axis(10, 20)
    assert axis.place(12, 15) == ("20.00%", "30.00%")
    assert axis.place(5, 15) == ("0.00%", "50.00%")
    assert axis.place(0, 100) == ("0.00%", "100.00%")
    assert axis.place(15, 15) == ("50.00%", "0.05%")
    assert axis.place(0, 9) is None
    assert axis.place(21, 30) is None
