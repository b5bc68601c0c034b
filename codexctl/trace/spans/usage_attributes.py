"""Under which names spans say what was spent: a model call its own, an agent the sum of them.

Only a model call has `gen_ai.usage.*`. Backends add up the spans of a trace that have it, so that
a sum under the same names is counted twice, or hides what is below it (ADR 109).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.spans.attribute_names import (
    CODEX_USAGE_CACHE_READ_INPUT_TOKENS,
    CODEX_USAGE_CACHE_WRITE_INPUT_TOKENS,
    CODEX_USAGE_INPUT_TOKENS,
    CODEX_USAGE_OUTPUT_TOKENS,
    CODEX_USAGE_REASONING_OUTPUT_TOKENS,
    GEN_AI_OPERATION_NAME,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
    INVOKE_AGENT,
)
from codexctl.trace.usage import Usage

# The name of each count on a model call, and the name of its sum on an agent.
SUMMED: Mapping[str, str] = {
    GEN_AI_USAGE_INPUT_TOKENS: CODEX_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS: CODEX_USAGE_OUTPUT_TOKENS,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: CODEX_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS: CODEX_USAGE_CACHE_WRITE_INPUT_TOKENS,
    GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: CODEX_USAGE_REASONING_OUTPUT_TOKENS,
}
_PLAIN: Mapping[str, str] = {summed: name for name, summed in SUMMED.items()}


def usage_attributes(usage: Usage) -> dict[str, int]:
    """What a model call says of its own tokens."""
    return {
        GEN_AI_USAGE_INPUT_TOKENS: usage.input,
        GEN_AI_USAGE_OUTPUT_TOKENS: usage.output,
        GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: usage.cached_input,
        GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS: usage.cache_write_input,
        GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: usage.reasoning_output,
    }


def sum_attributes(usage: Usage) -> dict[str, int]:
    """What an agent says of the tokens of its calls."""
    return {SUMMED[name]: count for name, count in usage_attributes(usage).items()}


def as_summed(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """An agent's attributes as they are written today: older stores have sums as `gen_ai.usage.*`.

    Those of other spans stay as they are.
    """
    if attributes.get(GEN_AI_OPERATION_NAME) != INVOKE_AGENT:
        return attributes
    return {SUMMED.get(name, name): value for name, value in attributes.items()}


def tokens_of(attributes: Mapping[str, Any], name: str) -> int | None:
    """A count of a model call, or of an agent the sum of it; None where it is not told.

    `name` is the one that model calls have.
    """
    value = attributes.get(name, attributes.get(SUMMED[name]))
    return value if isinstance(value, int) else None
