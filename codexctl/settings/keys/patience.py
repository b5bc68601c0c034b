"""Waiting only so long for something that may never answer: a keyring, a server that drips."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, question: Callable[[], T]) -> T:
    """Ask, and stop waiting after so many seconds, whatever the question is still doing.

    It runs in a thread that dies with the process. Raises TimeoutError, or what `question` raises.
    """
    answers: list[T] = []
    errors: list[Exception] = []

    def asked() -> None:
        try:
            answers.append(question())
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            errors.append(error)

    # Daemon: a question that is never answered must not keep the process from ending.
    thread = threading.Thread(target=asked, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimeoutError
    return answers[0]
