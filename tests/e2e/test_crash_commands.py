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


# Every call of these commands is tried by `python -m tests.e2e.crash_matrix`; here, each twelfth.
@pytest.mark.parametrize(("victim", "earlier"), [("setup", False), ("setup", True), ("undo", True)])
def test_whatever_comes_next_there_is_no_litter_and_no_half_state(
    tmp_path: Path, victim: str, *, earlier: bool
) -> None:
    found = matrix(tmp_path.resolve(), victim, earlier=earlier, every=12, printed=False)
    assert found.kills > 3
    assert found.wrong == []
