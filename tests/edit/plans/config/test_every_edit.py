"""Every command's edit loses nothing and comes back, in all forms of TOML and on real shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edit.plans.config.every_edit import (
    AREAS,
    EDITS,
    SET,
    UPGRADE,
    configurations,
    round_trip,
    with_area,
)
from tests.shapes.shapes import SHAPES, text_of

THEIRS = '# theirs\nlog_dir = "/x" # where\n'


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(EDITS)), configurations())
def test_an_edit_loses_no_line_of_others_and_comes_back(name: str, texts: tuple[str, str]) -> None:
    edit_round_trip(name, *texts)


def edit_round_trip(name: str, text: str, whole: str) -> None:
    """Make an edit and take it back; an upgrade may change whatever it is about."""
    round_trip(name, whole, "" if name == UPGRADE else text)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("name", EDITS)
def test_each_edit_does_so_in_each_form(name: str, area: str) -> None:
    round_trip(name, with_area(THEIRS, area), THEIRS)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.stem)
def test_no_edit_loses_a_line_of_a_published_shape(shape: Path) -> None:
    text = text_of(shape)
    whole = next(filter(None, (with_area(text, area) for area in ("headers", "parents", "dotted"))))
    stays = "".join(line for line in text.splitlines(keepends=True) if not SET.search(line))
    for name in EDITS:
        edit_round_trip(name, stays, whole)
