"""Traces look as the files in tests/golden/traces show them."""

from __future__ import annotations

import pytest

from tests.trace.golden import CASES, FOLDER


@pytest.mark.parametrize("name", CASES)
def test_a_recording_converts_to_what_its_golden_file_shows(name: str) -> None:
    make, scenario = CASES[name]
    assert make(scenario) == (FOLDER / name).read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(CASES)
