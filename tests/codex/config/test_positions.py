from __future__ import annotations

import pytest

from codexctl.codex.config.positions import in_json, in_toml
from codexctl.document.data import Place

TOML = """\
a.b = 1
x = [1, { y = 2 }]
[ t . u ]
k = "v"
inl = { p.q = 1, r = 2 }
[[arr]]
z = 1
[[arr]]
z = 2
"""
JSON = '{\n "hooks": {"Stop": [{"matcher": 1, "hooks": []}]}\n}'


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        (("a", "b"), (1, 7), (1, 3)),
        (("x", 1, "y"), (2, 15), (2, 11)),
        (("t", "u"), (3, 7), (3, 7)),
        (("t", "u", "k"), (4, 5), (4, 1)),
        (("t", "u", "inl", "p", "q"), (5, 15), (5, 9)),
        (("arr", 1, "z"), (9, 5), (9, 1)),
        (("arr", 1, "not there"), (8, 3), (8, 3)),
        (("not there",), (1, 1), (1, 1)),
    ],
)
def test_places_in_toml(place: Place, value: tuple[int, int], name: tuple[int, int]) -> None:
    assert in_toml(TOML, place) == value
    assert in_toml(TOML, place, key=True) == name


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        ((), (1, 1), (1, 1)),
        (("hooks", "Stop", 0, "matcher"), (2, 33), (2, 22)),
        (("hooks", "Stop", 5), (2, 20), (2, 12)),
    ],
)
def test_places_in_json(place: Place, value: tuple[int, int], name: tuple[int, int]) -> None:
    assert in_json(JSON, place) == value
    assert in_json(JSON, place, key=True) == name


def test_json_that_is_none_has_only_a_start() -> None:
    assert in_json("{,", ("hooks",)) == (1, 1)
