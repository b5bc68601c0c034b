"""Every case of tests/golden/documents gives the result that a person has judged right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.document.golden import cases, read_case, run_case


@pytest.mark.parametrize("path", cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_result_is_the_one_that_was_judged_right(path: Path) -> None:
    case = read_case(path)
    expected = {name: text for name, text in case.items() if name in ("after", "refused", "unset")}
    assert run_case(path.parent.name, case) == expected


def test_there_are_at_least_120_cases() -> None:
    assert len(cases()) >= 120
