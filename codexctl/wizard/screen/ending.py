"""Ends a question exactly once, even if several keys arrive at the same time."""

from __future__ import annotations

from typing import Any

from prompt_toolkit.key_binding import KeyPressEvent


def answer(event: KeyPressEvent, result: Any) -> None:
    """End the question with an answer, unless it has ended."""
    if not event.app.is_done:
        event.app.exit(result=result)


def give_up(event: KeyPressEvent, why: type[BaseException]) -> None:
    """End the question without an answer, unless it has ended.

    Esc and a key within its waiting time are handled together, so the question may have ended
    before the second key is handled.
    """
    if not event.app.is_done:
        event.app.exit(exception=why)
