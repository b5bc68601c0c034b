"""What the fake model will do: steps, one per request, and which thread gets which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.items import Item, say


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one response; `input` includes `cached`, `output` includes `reasoning`."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0

    def as_counts(self) -> dict[str, int]:
        """In the words of a turn summary."""
        return {
            "input_tokens": self.input,
            "cached_input_tokens": self.cached,
            "output_tokens": self.output,
            "reasoning_output_tokens": self.reasoning,
        }

    def as_api(self) -> Json:
        """In the Responses API's own shape."""
        return {
            "input_tokens": self.input,
            "input_tokens_details": {"cached_tokens": self.cached},
            "output_tokens": self.output,
            "output_tokens_details": {"reasoning_tokens": self.reasoning},
            "total_tokens": self.input + self.output,
        }


usage = Usage
"""Short for a step that reports its own tokens: usage(1200, 40, cached=1000, reasoning=16)."""


def distinct_usage(number: int) -> Usage:
    """Usage of the response with this number: no two alike, so that a sum tells what it holds."""
    return Usage(
        1000 + 37 * number, 50 + 7 * number, cached=512 + 11 * number, reasoning=3 + number
    )


@dataclass(frozen=True, slots=True)
class Step:
    """The answer to one request. Delays in seconds; `usage` None = the laboratory's own numbers.

    `headers` go with the answer, as the backend's word on rate limits does.
    """

    items: tuple[Item, ...] = ()
    usage: Usage | None = None
    without_usage: bool = False
    delay: float = 0.0
    item_delay: float = 0.0
    delta_delay: float = 0.0
    status: int = 200
    error: Json = field(default_factory=dict)
    drop: Literal["", "before", "mid", "late"] = ""
    failed: Json = field(default_factory=dict)
    incomplete: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    repeat: int = 1


def step(*items: Item, **options: Any) -> Step:
    """Several items in one response, or one with delays, own usage or a broken end."""
    return Step(items=items, **options)


def http_error(
    status: int, message: str = "The laboratory says no.", repeat: int = 1, **error: Any
) -> Step:
    """An HTTP error; `error` holds further members of the error object (type, code, …)."""
    return Step(status=status, error={"message": message, **error}, repeat=repeat)


def limits(primary: float, secondary: float, **more: str) -> dict[str, str]:
    """Headers that tell how much of the 5 hours and of the week is used, in percent.

    `more` are further headers behind `x-codex-`, with `_` for `-`. By Codex CLI 0.142's own names.
    """
    told = {
        "primary-used-percent": str(primary),
        "primary-window-minutes": "300",
        "primary-reset-at": "1900000000",
        "secondary-used-percent": str(secondary),
        "secondary-window-minutes": "10080",
        "secondary-reset-at": "1900400000",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return {f"x-codex-{name}": value for name, value in told.items()}


def response_failed(code: str, message: str, repeat: int = 1) -> Step:
    """A stream that ends in response.failed."""
    return Step(failed={"code": code, "message": message}, repeat=repeat)


def steps(parts: Iterable[Step | Item]) -> list[Step]:
    """Plain items become steps of their own, repeated steps are written out."""
    whole = [part if isinstance(part, Step) else Step(items=(part,)) for part in parts]
    return [replace(step, repeat=1) for step in whole for _ in range(step.repeat)]


@dataclass(slots=True)
class Script:
    """Steps of the main thread, and per child: the first child whose word is in its request."""

    main: list[Step]
    children: dict[str, list[Step]] = field(default_factory=dict)
    default: Step = field(default_factory=lambda: Step(items=(say("The script is over."),)))
    over: int = 0
    _chosen: dict[str, list[Step]] = field(default_factory=dict)

    def next(self, asked: Asked) -> Step:
        """The step for this request, taken off its sequence."""
        sequence = self._child(asked) if asked.is_child else self.main
        if sequence:
            return sequence.pop(0)
        self.over += 1
        return self.default

    def _child(self, asked: Asked) -> list[Step]:
        """A child keeps the sequence that it was given at its first request."""
        if asked.thread_id not in self._chosen:
            text = asked.text()
            named = [word for word in self.children if word in text]
            latest = max(named, key=text.rfind, default="")
            self._chosen[asked.thread_id] = self.children.get(latest, [])
        return self._chosen[asked.thread_id]


def script(
    main: Sequence[Step | Item], children: dict[str, Sequence[Step | Item]] | None = None
) -> Script:
    """A script from plain parts; `children` maps a word of the child's task to its steps."""
    named = {word: steps(parts) for word, parts in (children or {}).items()}
    return Script(main=steps(main), children=named)
