"""Eight processes of ours and one of somebody else's edit the same files at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.transaction.test_races import race

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("round_number", range(3))
def test_no_edit_is_lost(tmp_path: Path, round_number: int) -> None:
    race(tmp_path, processes=8, edits=8, foreign=500)
