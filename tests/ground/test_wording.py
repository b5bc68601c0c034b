"""One rule for all counts and all times that people read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from codexctl.wording import counted, time_said

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 turns"), (1, "1 turn"), (2, "2 turns"), (1200, "1,200 turns")]
)
def test_one_thing_has_no_s(number: int, said: str) -> None:
    assert counted(number, "turn") == said


def test_a_noun_with_another_plural_says_so() -> None:
    assert counted(2, "entry", "entries") == "2 entries"


def test_a_time_comes_with_its_zone() -> None:
    at = datetime(2026, 1, 31, 8, 0, 5, tzinfo=UTC)
    assert time_said(at, UTC) == "2026-01-31 08:00:05 UTC"
    assert time_said(at, timezone(timedelta(hours=1), "CET")) == "2026-01-31 09:00:05 CET"
    assert time_said(at, timezone(timedelta(hours=1), "CET"), seconds=False).endswith("09:00 CET")


# A page or a line that leaves out the day where it stands beside others of the same day.
BESIDE_OTHERS = {"figures.py", "limits_text.py"}


def test_no_other_module_writes_times_for_people_by_itself() -> None:
    """What names files and logs is not read as a time of day, and a day alone has no zone."""
    allowed = {"wording.py", "demo.py", "apply.py", "upkeep.py", *BESIDE_OTHERS}
    found = {
        path.name for path in (ROOT / "codexctl").rglob("*.py") if "%H" in path.read_text("utf-8")
    }
    assert found <= allowed
