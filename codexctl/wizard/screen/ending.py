"""The end of a question: once, whatever keys come at the same time."""

from __future__ import annotations

from typing import Any

from prompt_toolkit.key_binding import KeyPressEvent


def answer(event: KeyPressEvent, result: Any) -> None:
    """End the question with an answer, unless it has ended."""
    if not event.app.is_done:
        event.app.exit(result=result)


def give_up(event: KeyPressEvent, why: type[BaseException]) -> None:
    """End the question without an answer, unless it has ended.

    Esc and a key that comes within its waiting time are handled in one go, so that the question is
    over when the second one's turn comes.
    """
    if not event.app.is_done:
        event.app.exit(exception=why)
