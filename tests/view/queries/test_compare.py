"""Two turns or two models side by side: figures, differences, and calls next to their like."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.queries.comparing.compare import beside
from codexctl.view.queries.comparing.figures import Compared
from codexctl.view.queries.turn_rows import ShownRow

NAMES = st.lists(st.sampled_from("abc"), max_size=12)


def calls(names: list[str] | str) -> list[ShownRow]:
    return [cast("ShownRow", SimpleNamespace(name=name)) for name in names]


def laid(a: list[str] | str, b: list[str] | str) -> list[tuple[str, str]]:
    pairs = beside(calls(a), calls(b))
    return [(pair.a.name if pair.a else "", pair.b.name if pair.b else "") for pair in pairs]


@given(NAMES, NAMES)
def test_every_call_of_both_is_there_once_and_in_its_order(a: list[str], b: list[str]) -> None:
    found = laid(a, b)
    assert [left for left, _ in found if left] == a
    assert [right for _, right in found if right] == b


@given(NAMES)
def test_the_same_calls_stand_beside_each_other(names: list[str]) -> None:
    assert laid(names, names) == [(name, name) for name in names]


def test_a_call_that_only_one_has_stands_alone() -> None:
    assert laid("abc", "ac") == [("a", "a"), ("b", ""), ("c", "c")]
    assert laid("ac", "abc") == [("a", "a"), ("", "b"), ("c", "c")]


def test_other_calls_in_the_same_place_stand_beside_each_other_and_are_not_the_same() -> None:
    assert laid("axd", "abcd") == [("a", "a"), ("x", "b"), ("", "c"), ("d", "d")]
    pairs = beside(calls("x"), calls("b"))
    assert [pair.is_same for pair in pairs] == [False]


@pytest.mark.parametrize(
    ("a", "b", "form", "difference", "percent"),
    [
        (200, 250, "count", 50, 25),
        (200, 100, "usd", -100, -50),
        (0, 7, "count", 7, None),
        (5, 5, "ms", 0, 0),
        (None, 5, "usd", None, None),
        (5, None, "usd", None, None),
        (10.0, 12.5, "percent", 2.5, None),
    ],
)
def test_a_difference_is_told_as_a_number_and_in_percent_of_the_first(
    a: Any, b: Any, form: str, difference: Any, percent: Any
) -> None:
    row = Compared("x", "X", form, a, b)
    assert (row.difference, row.percent) == (difference, percent)
