"""Waiting has an end, and what is waited for keeps its result or its error."""

from __future__ import annotations

import threading

import pytest

from codexctl.settings.keys.patience import within


def test_an_answer_and_an_error_come_through() -> None:
    assert within(5, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_what_never_answers_is_given_up() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.01, lambda: never.wait(5))
    never.set()
