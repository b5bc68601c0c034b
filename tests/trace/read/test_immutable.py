"""Records that are made by the million behave like frozen ones in all but one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codexctl.trace.read.events import ToolCalled
from codexctl.trace.usage import NO_USAGE, Usage


def test_equal_records_are_one_in_a_set() -> None:
    assert len({Usage(1, 2), Usage(1, 2), NO_USAGE}) == 2
    assert Usage(1) != Usage(2)


def test_a_copy_with_a_change_leaves_the_original() -> None:
    called = ToolCalled(at=1, call_id="a", name="exec_command")
    assert replace(called, call_id="b").call_id == "b"
    assert called.call_id == "a"


def test_there_is_no_room_for_a_field_that_nobody_declared() -> None:
    with pytest.raises(AttributeError):
        NO_USAGE.inputs = 1  # type: ignore[attr-defined]  # that mypy sees it too is the point
