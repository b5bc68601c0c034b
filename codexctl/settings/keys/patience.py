"""Limits the time to wait for something that may never answer: a keyring, or a slow server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, question: Callable[[], T]) -> T:
    """Call a function, and stop waiting for it after `seconds`; returns its result.

    The function may still be running then, in a thread that ends with the process. Raises
    TimeoutError, or what `question` raises.
    """
    answers: list[T] = []
    errors: list[Exception] = []

    def asked() -> None:
        try:
            answers.append(question())
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            errors.append(error)

    # A daemon thread does not keep the process from ending.
    thread = threading.Thread(target=asked, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimeoutError
    return answers[0]
