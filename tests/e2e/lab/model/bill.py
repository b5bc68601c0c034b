"""What the fake server served: the truth that turn summaries are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.e2e.lab.model.asked import Asked
from tests.e2e.lab.model.script import Usage

Outcome = Literal["completed", "incomplete", "failed", "dropped", "cut", "http_error"]


@dataclass(frozen=True, slots=True)
class ServedCall:
    """A tool call that Codex received in full; `nested`: calls inside a code-mode script."""

    call_id: str
    name: str
    namespace: str | None
    kind: str
    nested: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """One answered request. `usage` is set exactly when a response carrying usage reached Codex."""

    asked: Asked
    outcome: Outcome
    response_id: str
    usage: Usage | None
    calls: tuple[ServedCall, ...]
    status: int = 200
    error_code: str = ""

    @property
    def key(self) -> tuple[str, str | None]:
        """(thread, turn): what a summary is compared by."""
        return self.asked.thread_id, self.asked.turn_id


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over charges, in the words of a turn summary."""

    llm_calls: int
    tool_calls: int
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    reasoning_output_tokens: int


def total(charges: Iterable[Charge]) -> Total:
    """Add up what was served: responses with usage, calls with their nested ones, tokens."""
    charges = list(charges)
    spent = [charge.usage for charge in charges if charge.usage is not None]
    calls = [call for charge in charges for call in charge.calls]
    return Total(
        llm_calls=len(spent),
        tool_calls=len(calls) + sum(call.nested for call in calls),
        input_tokens=sum(usage.input for usage in spent),
        cached_input_tokens=sum(usage.cached for usage in spent),
        output_tokens=sum(usage.output for usage in spent),
        reasoning_output_tokens=sum(usage.reasoning for usage in spent),
    )
