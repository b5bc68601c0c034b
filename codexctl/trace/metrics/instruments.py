"""Every metric, one row each: what it is, in which unit, and by which attributes it is told apart.

`schemas/metrics.json` says the same for people who read them; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from codexctl.trace.metrics import metric_names as metric
from codexctl.trace.spans import attribute_names as attribute


class Kind(StrEnum):
    """What is done with values: added up, sorted into buckets, or the last one counts."""

    counter = "counter"
    histogram = "histogram"
    gauge = "gauge"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One metric.

    `unit` is a UCUM code, `meaning` a sentence for the backend's own catalogue. `attributes` are
    all that its points may have. `bounds` are a histogram's buckets, by their upper ends.
    """

    kind: Kind
    unit: str
    meaning: str
    attributes: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()


# ExplicitBucketBoundaries as the conventions recommend them (v1.41.1 and commit 024a4f94).
_TOKENS = tuple(float(4**power) for power in range(14))
_SECONDS = tuple(round(0.01 * 2**power, 2) for power in range(14))

_MODEL = (
    attribute.GEN_AI_OPERATION_NAME,
    attribute.GEN_AI_PROVIDER_NAME,
    attribute.GEN_AI_REQUEST_MODEL,
)
_USAGE = (*_MODEL, metric.GEN_AI_TOKEN_MODALITY)


def _usage(meaning: str) -> Instrument:
    return Instrument(Kind.counter, "{token}", meaning, _USAGE)


INSTRUMENTS: Mapping[str, Instrument] = {
    metric.GEN_AI_CLIENT_TOKEN_USAGE: Instrument(
        Kind.histogram,
        "{token}",
        "Tokens of a model's response; input includes cached, output includes reasoning.",
        (*_MODEL, metric.GEN_AI_TOKEN_TYPE),
        _TOKENS,
    ),
    metric.GEN_AI_CLIENT_OPERATION_DURATION: Instrument(
        Kind.histogram,
        "s",
        "How long a model's response took.",
        (*_MODEL, attribute.ERROR_TYPE),
        _SECONDS,
    ),
    metric.GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS: _usage("Input tokens, cached ones too."),
    metric.GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS: _usage("Output tokens, reasoning too."),
    metric.GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS: _usage(
        "Input tokens that were read from a cache."
    ),
    metric.GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS: _usage(
        "Input tokens that were written to a cache."
    ),
    metric.GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS: _usage(
        "Output tokens of reasoning."
    ),
    metric.CODEX_TURNS: Instrument(
        Kind.counter,
        "{turn}",
        "Turns, those of subagents too, by how they ended.",
        (attribute.CODEX_TURN_STATUS, attribute.CODEX_CLI_VERSION),
    ),
    metric.CODEX_TOOL_CALLS: Instrument(
        Kind.counter, "{call}", "Tool calls.", (attribute.GEN_AI_TOOL_NAME,)
    ),
    metric.CODEX_TOOL_FAILURES: Instrument(
        Kind.counter,
        "{call}",
        "Tool calls that failed, by the kind of failure.",
        (attribute.GEN_AI_TOOL_NAME, attribute.ERROR_TYPE),
    ),
    metric.CODEXCTL_DELIVERY_BACKLOG: Instrument(
        Kind.gauge, "{turn}", "Turns that this destination has not acknowledged yet."
    ),
    metric.CODEXCTL_CAPTURE_INFO: Instrument(
        Kind.gauge, "1", "The capture mode in force; always 1.", (metric.CODEXCTL_CAPTURE_MODE,)
    ),
    metric.CODEXCTL_POLICY_INFO: Instrument(
        Kind.gauge, "1", "The policy in force; always 1.", (metric.CODEXCTL_POLICY_ID,)
    ),
    metric.CODEXCTL_POLICY_FINDINGS: Instrument(
        Kind.gauge,
        "{finding}",
        "What the daily audit of a machine found, by id; violations and notices.",
        (metric.CODEXCTL_POLICY_FINDING_ID, metric.CODEXCTL_POLICY_FINDING_KIND),
    ),
}
