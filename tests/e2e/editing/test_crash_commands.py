"""SIGKILL at write-like system calls of real commands: the next command settles what was left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.crash_matrix import matrix

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]


# `python -m tests.e2e.crash_matrix` tries every call of these commands; this, one in 24.
@pytest.mark.parametrize(("victim", "earlier"), [("setup", False), ("setup", True), ("undo", True)])
def test_whatever_comes_next_there_is_no_litter_and_no_half_state(
    tmp_path: Path, victim: str, *, earlier: bool
) -> None:
    found = matrix(tmp_path.resolve(), victim, earlier=earlier, every=24, printed=False)
    assert found.kills > 1
    assert found.wrong == []
