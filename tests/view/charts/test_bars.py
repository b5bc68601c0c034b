"""Bars stand on the ground, are as high as they say, and fit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.charts.bars import HEIGHT, STEP, bars, ceiling, labelled

VALUES = st.floats(0, 1e12, allow_nan=False)


@given(st.lists(st.lists(VALUES, max_size=4), max_size=40))
def test_every_piece_lies_within_the_plot_and_on_the_one_below(stacks: list[list[float]]) -> None:
    plot = bars(stacks)
    assert len(plot.bars) == len(stacks)
    for bar in plot.bars:
        ground = HEIGHT
        for piece in bar.pieces:
            assert piece.y + piece.height == pytest.approx(ground, abs=0.01)
            assert piece.y >= -0.01
            ground = piece.y
        assert 0 <= bar.x <= bar.x + bar.width <= plot.width


def test_a_bar_is_as_high_as_its_value_on_the_scale() -> None:
    plot = bars([[25, 25], [100], [0]])
    assert list(plot.ticks) == [100, 75, 50, 25, 0]
    heights = [[piece.height for piece in bar.pieces] for bar in plot.bars]
    assert heights == [[HEIGHT / 4, HEIGHT / 4], [HEIGHT], []]
    assert plot.width == 3 * STEP


def test_what_is_below_zero_is_nothing() -> None:
    assert bars([[-5, 3]]).bars[0].pieces[0].series == 1


@given(st.floats(1e-9, 1e15))
def test_a_scale_ends_just_above_what_it_shows_in_a_round_number(most: float) -> None:
    top = ceiling(most)
    assert most <= top * (1 + 1e-9)
    assert top <= most * 1.34
    digits = top / 10 ** math.floor(math.log10(top) + 1e-9)
    assert digits * 10 == pytest.approx(round(digits * 10))


@pytest.mark.parametrize("most", [0, -1, float("nan"), float("inf")])
def test_a_scale_without_anything_to_show_ends_in_one(most: float) -> None:
    assert ceiling(most) == 1


@given(st.integers(0, 4000))
def test_few_bars_have_a_label_and_both_ends_are_among_them(number: int) -> None:
    found = labelled(number)
    assert len(found) <= 6
    assert list(found) == sorted(set(found))
    if number:
        assert (found[0], found[-1]) == (0, number - 1)
