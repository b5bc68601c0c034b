"""A turn as it is delivered to what it adds to the metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.metrics import metric_names as metric
from codexctl.trace.metrics.measures import (
    NOTHING,
    Measures,
    Series,
    Value,
    added,
    observed,
    series,
)
from codexctl.trace.spans import attribute_names as attribute
from codexctl.trace.spans.span import Span, TurnTrace
from codexctl.trace.turns.turn import INCOMPLETE
from codexctl.trace.values import NS_PER_S

# For calls without a span in a very long turn, the tool is not known.
_OTHER_TOOL = "other_tool"
_OPENAI = "openai"
# Codex records token counts without their modality.
_UNKNOWN = "unknown"

# The counter to which each part of a response's usage is added.
_USAGE: Mapping[str, str] = {
    attribute.GEN_AI_USAGE_INPUT_TOKENS: metric.GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
    attribute.GEN_AI_USAGE_OUTPUT_TOKENS: metric.GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
    attribute.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: (
        metric.GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS
    ),
    attribute.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS: (
        metric.GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS
    ),
    attribute.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: (
        metric.GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS
    ),
}
_TYPES: Mapping[str, str] = {
    attribute.GEN_AI_USAGE_INPUT_TOKENS: "input",
    attribute.GEN_AI_USAGE_OUTPUT_TOKENS: "output",
}
# The same parts in a turn's figures; the fifth is not among them.
_FIGURES: Mapping[str, str] = {
    attribute.GEN_AI_USAGE_INPUT_TOKENS: "input_tokens",
    attribute.GEN_AI_USAGE_OUTPUT_TOKENS: "output_tokens",
    attribute.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS: "cached_input_tokens",
    attribute.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS: "reasoning_output_tokens",
}


def for_metrics(capture: Capture) -> Capture:
    """The filter for attributes of metrics: those of `metadata`, whatever mode holds for spans.

    A metric is kept apart from content and for longer, and every name that somebody chose is
    another series for a backend to keep.
    """
    limits = CaptureLimits(CaptureMode.metadata, source=capture.limits.source)
    return replace(capture, limits=limits)


def measured(trace: TurnTrace, names: Capture) -> Measures:
    """What one turn adds to the metrics; nothing for a test turn of our own.

    `names` is the filter of `for_metrics`. Of a turn that has not ended, what may still go another
    way is left out: a call that is not answered yet is neither long nor a failure.
    """
    if trace.is_marked:
        return NOTHING
    tally = _Tally(names)
    agent, *rest = trace.spans
    tally.count(
        metric.CODEX_TURNS,
        {
            attribute.CODEX_TURN_STATUS: str(trace.summary["status"]),
            attribute.CODEX_CLI_VERSION: names.content(
                attribute.CODEX_CLI_VERSION,
                str(agent.attributes.get(attribute.CODEX_CLI_VERSION, "")),
            ),
        },
    )
    chats = [span for span in rest if _operation(span) == attribute.CHAT]
    tools = [span for span in rest if _operation(span) == attribute.EXECUTE_TOOL]
    for span in chats:
        tally.response(span, is_open=trace.is_open)
    for span in tools:
        tally.tool(span, is_open=trace.is_open)
    tally.left_out(trace.summary, chats, len(tools))
    return tally.found


def _operation(span: Span) -> str:
    return str(span.attributes.get(attribute.GEN_AI_OPERATION_NAME, ""))


@dataclass(slots=True)
class _Tally:
    """What has been counted of a turn so far."""

    names: Capture
    found: dict[Series, Value] = field(default_factory=dict)

    def count(self, name: str, attributes: Mapping[str, str], times: int = 1) -> None:
        """Add to a counter; zero adds nothing."""
        if times > 0:
            self._add(series(name, attributes), times)

    def response(self, span: Span, *, is_open: bool) -> None:
        """One model call: how long it took, and its tokens where they are known."""
        model = self._model(span)
        if not (is_open and span.error_type):
            seconds = (span.ended - span.started) / NS_PER_S
            said = {**model, attribute.ERROR_TYPE: self.names.error(span.error_type)}
            name = metric.GEN_AI_CLIENT_OPERATION_DURATION
            self._add(series(name, said), observed(name, seconds))
        for part in _USAGE:
            tokens = span.attributes.get(part)
            if isinstance(tokens, int):
                self._tokens(part, model, tokens, 1)

    def tool(self, span: Span, *, is_open: bool) -> None:
        """One tool call, and its failure."""
        said = {attribute.GEN_AI_TOOL_NAME: self._named(span, attribute.GEN_AI_TOOL_NAME)}
        self.count(metric.CODEX_TOOL_CALLS, said)
        if span.error_type and not (is_open and span.error_type == INCOMPLETE):
            error = {attribute.ERROR_TYPE: self.names.error(span.error_type)}
            self.count(metric.CODEX_TOOL_FAILURES, {**said, **error})

    def left_out(self, summary: Mapping[str, Any], chats: list[Span], tools: int) -> None:
        """What a very long turn has no spans for, by its figures: evenly among those calls."""
        answered = sum(attribute.GEN_AI_USAGE_INPUT_TOKENS in span.attributes for span in chats)
        calls = max(summary["llm_calls"] - answered, 0)
        model = self._model(chats[0]) if chats else self._nobody(str(summary["model"] or ""))
        for part, figure in _FIGURES.items():
            rest = summary[figure] - sum(span.attributes.get(part, 0) for span in chats)
            if calls and rest >= 0:
                self._tokens(part, model, rest, calls)
        other = {attribute.GEN_AI_TOOL_NAME: _OTHER_TOOL}
        self.count(metric.CODEX_TOOL_CALLS, other, summary["tool_calls"] - tools)

    def _tokens(self, part: str, model: Mapping[str, str], tokens: int, calls: int) -> None:
        self.count(_USAGE[part], {**model, metric.GEN_AI_TOKEN_MODALITY: _UNKNOWN}, tokens)
        if part in _TYPES:
            name = metric.GEN_AI_CLIENT_TOKEN_USAGE
            each = replace(observed(name, tokens / calls, calls), total=tokens)
            self._add(series(name, {**model, metric.GEN_AI_TOKEN_TYPE: _TYPES[part]}), each)

    def _add(self, name: Series, value: Value) -> None:
        self.found[name] = added(self.found[name], value) if name in self.found else value

    def _model(self, span: Span) -> dict[str, str]:
        return {
            attribute.GEN_AI_OPERATION_NAME: attribute.CHAT,
            attribute.GEN_AI_PROVIDER_NAME: self._named(span, attribute.GEN_AI_PROVIDER_NAME)
            or _OPENAI,
            attribute.GEN_AI_REQUEST_MODEL: self._named(span, attribute.GEN_AI_REQUEST_MODEL),
        }

    def _named(self, span: Span, key: str) -> str:
        return self.names.content(key, str(span.attributes.get(key, "")))

    def _nobody(self, model: str) -> dict[str, str]:
        """The model of a turn of which no response has a span."""
        name = attribute.GEN_AI_REQUEST_MODEL
        return {
            attribute.GEN_AI_OPERATION_NAME: attribute.CHAT,
            attribute.GEN_AI_PROVIDER_NAME: _OPENAI,
            name: self.names.content(name, model),
        }
