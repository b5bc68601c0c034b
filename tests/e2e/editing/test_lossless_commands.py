"""What commands edit, at length: thousands of their edits in files of any form, undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.editing.test_lossless_edits import many
from tests.edit.plans.config.every_edit import EDITS, configurations
from tests.edit.plans.config.test_every_edit import edit_round_trip

pytestmark = pytest.mark.e2e


# Beside `test_lossless_edits`, so that two processes share the work.
@many
@given(st.sampled_from(sorted(EDITS)), configurations())
def test_what_each_command_edits_comes_back_every_time(name: str, texts: tuple[str, str]) -> None:
    edit_round_trip(name, *texts)
