"""What model responses cost, in tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.immutable import immutable
from codexctl.trace.values import count


@immutable(frozen=True, slots=True)
class Usage:
    """Tokens of one model response. Input includes cached; output includes reasoning."""

    input: int = 0
    cached_input: int = 0
    cache_write_input: int = 0
    output: int = 0
    reasoning_output: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.cached_input + other.cached_input,
            self.cache_write_input + other.cache_write_input,
            self.output + other.output,
            self.reasoning_output + other.reasoning_output,
        )

    def counts(self) -> tuple[int, int, int, int, int]:
        """The five counts in the order of the fields."""
        return (
            self.input,
            self.cached_input,
            self.cache_write_input,
            self.output,
            self.reasoning_output,
        )


def usage_of(data: Mapping[str, Any]) -> Usage:
    """Read token counts; missing or impossible ones are zero.

    `data` is one of Codex's usage objects (`input_tokens`, `cached_input_tokens`, …).
    """
    return Usage(
        count(data, "input_tokens"),
        count(data, "cached_input_tokens"),
        count(data, "cache_write_input_tokens"),
        count(data, "output_tokens"),
        count(data, "reasoning_output_tokens"),
    )


NO_USAGE = Usage()
