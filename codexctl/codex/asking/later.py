"""Questions to Codex that are asked while something else is done: most of their time is waiting."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from codexctl.errors import CodexctlError

Answer = TypeVar("Answer")


class Later(Generic[Answer]):
    """A question that is asked at once, and its answer once that is needed."""

    def __init__(self, question: Callable[[], Answer]) -> None:
        self._question = question
        self._answers: list[Answer] = []
        self._error: CodexctlError | None = None
        # A daemon thread: if the answer is not needed after all, nothing waits for it.
        self._thread = Thread(target=self._ask, daemon=True)
        self._thread.start()

    def answer(self) -> Answer:
        """Wait for it. Raises what the question raised of our own errors."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._answers[0]

    def _ask(self) -> None:
        try:
            self._answers.append(self._question())
        except CodexctlError as error:
            self._error = error
