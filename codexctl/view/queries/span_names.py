"""The names of spans, as far as they may be shown, without reading their content."""

from __future__ import annotations

from codexctl.deliver.store.outline import SpanOutline
from codexctl.trace.capture.allowed import NAMED_AFTER
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CHAT, GEN_AI_OPERATION_NAME
from codexctl.trace.spans.span import INTERNAL, Span


class SpanNames:
    """Names and kinds of errors after a capture filter; cached, because a trace has few."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._told: dict[tuple[str, str], tuple[str, str]] = {}

    def of(self, span: SpanOutline) -> tuple[str, str]:
        """The name of a row and the kind of its error, which is empty if it has none."""
        key = (span.name, span.error_type)
        if key not in self._told:
            self._told[key] = self._filtered(*key)
        return self._told[key]

    def _filtered(self, name: str, error: str) -> tuple[str, str]:
        operation, _, named = name.partition(" ")
        attributes = {GEN_AI_OPERATION_NAME: operation}
        if named and operation in NAMED_AFTER:
            attributes[NAMED_AFTER[operation]] = named
        span = Span("", "", "", name, INTERNAL, 0, 0, attributes, error)
        shown = self._capture.apply(span)
        told = shown.name.removeprefix(f"{operation} ")
        return "model call" if told == CHAT else told, shown.error_type
