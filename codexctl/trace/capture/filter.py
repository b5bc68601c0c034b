"""The filter before every way out: of each span only what `trace/capture/allowed.py` lets through.

`metadata` keeps attributes whose values have the expected shape; `redacted` adds content, masked;
`full` adds it as it is. An attribute that nobody listed cannot leak by being forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.trace.capture.allowed import (
    CONTENT,
    ERRORS,
    FIGURES,
    FULL_ONLY,
    MESSAGES,
    METADATA,
    NAMED_AFTER,
    NAMES,
    Shape,
)
from codexctl.trace.capture.messages import allowed_parts, uninstructed
from codexctl.trace.capture.names import FORMS, hashed, is_name
from codexctl.trace.capture.telling import Telling
from codexctl.trace.spans.attribute_names import (
    CODEX_CWD,
    ERROR_TYPE,
    GEN_AI_SYSTEM_INSTRUCTIONS,
    GEN_AI_TOOL_CALL_RESULT,
)
from codexctl.trace.spans.span import Span

_OTHER = "_OTHER"
# The categories of the attributes in `FULL_ONLY`.
_FULL_ONLY = frozenset(CONTENT[key] for key in FULL_ONLY)


@dataclass(frozen=True, slots=True)
class Capture(Telling):
    """What the limits leave of a span."""

    def apply(self, span: Span) -> Span:
        """Give the span with what may leave, and nothing else.

        Ids, times and parents stay; the name is made anew from the attributes that are left.
        """
        kept: dict[str, Any] = {}
        for key, value in span.attributes.items():
            allowed = self._attribute(key, value)
            # An attribute with nothing left is left out: its name alone could tell something.
            if allowed not in (None, "", [], {}):
                kept[key] = allowed
        return replace(
            span, attributes=kept, name=_name(span, kept), error_type=self.error(span.error_type)
        )

    def apply_all(self, spans: Iterable[Span]) -> Iterator[Span]:
        """Give the spans of one turn, or of one trace, with what may leave.

        What comes in several of them is masked once, and forgotten with the last of them.
        """
        try:
            yield from map(self.apply, spans)
        finally:
            self.known.clear()

    def error(self, kind: str) -> str:
        """The kind of an error, as far as the limits allow; empty stays empty."""
        if not kind or kind in ERRORS:
            return kind
        if self.limits.mode is CaptureMode.metadata:
            return _OTHER
        return kind if is_name(ERROR_TYPE, kind, self._for_names) else _OTHER

    def summary(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        """A turn's figures, the words that come from outside as far as the limits allow.

        `figures` are those of `spans/summary.py`; numbers pass as they are.
        """
        told = {
            name: self._named(key, figures[name])
            for name, key in FIGURES.items()
            if figures.get(name)
        }
        return {**figures, **told, "error": self.error(figures["error"] or "") or None}

    def content(self, key: str, value: str) -> str:
        """The text of one attribute, as far as the limits allow; empty where nothing of it may.

        `key` is the attribute that it is the value of, or a part of the value of.
        """
        return str(self._attribute(key, value) or "") if value else ""

    def folder(self, path: str) -> str:
        """A folder, as far as the limits allow; without paths, a hash that tells it from others."""
        return self.content(CODEX_CWD, path) or (hashed(path) if path else "")

    @property
    def is_instructed(self) -> bool:
        """Whether what Codex itself told the model is let through."""
        return self._is_wanted(GEN_AI_SYSTEM_INSTRUCTIONS)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The categories of content of which nothing is let through, in alphabetical order."""
        if self._is_metadata:
            return tuple(sorted(CATEGORIES))
        is_full = self.limits.mode is CaptureMode.full
        return tuple(sorted(self.limits.exclude | (set() if is_full else _FULL_ONLY)))

    def _attribute(self, key: str, value: Any) -> Any:
        if key in METADATA:
            return self._metadata(key, METADATA[key], value)
        if key in NAMES:
            known, otherwise = NAMES[key]
            otherwise = otherwise if self._is_metadata else self._named(key, value)
            return value if isinstance(value, str) and value in known else otherwise
        if key in MESSAGES:
            said = value if self.is_instructed else uninstructed(value)
            return self._said(
                allowed_parts(said, MESSAGES[key], self.limits.exclude, self._is_masked)
            )
        return self._content(key, value) if self._is_wanted(key) else None

    def _content(self, key: str, value: Any) -> Any:
        if key in FORMS and not self._is_metadata:
            return self._named(key, value)
        return self._result(value) if key == GEN_AI_TOOL_CALL_RESULT else self._masked(value)

    def _metadata(self, key: str, shape: Shape, value: Any) -> Any:
        """A value of the expected shape; of another one, a name is hashed and content masked."""
        if key in FORMS and isinstance(value, str):
            is_listed = isinstance(shape, frozenset) and value in shape
            if is_listed or not (isinstance(shape, frozenset) and self._is_metadata):
                return value if is_listed else self._named(key, value)
            return None
        fitting = _of_shape(shape, value)
        if fitting is None and isinstance(value, str):
            return self._masked(value)
        return fitting

    def _is_wanted(self, key: str) -> bool:
        if key in FULL_ONLY and self.limits.mode is not CaptureMode.full:
            return False
        return key in CONTENT and self.limits.exclude.isdisjoint(CONTENT[key].split())


def _of_shape(shape: Shape, value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [item for item in value if _of_shape(shape, item) is not None]
    if not isinstance(value, str):
        return None
    fits = value in shape if isinstance(shape, frozenset) else shape.match(value)
    return value if fits else None


def _name(span: Span, kept: Mapping[str, Any]) -> str:
    """Rebuild the span's name from the attributes that are left of it."""
    operation = span.name.partition(" ")[0]
    if operation not in NAMED_AFTER:
        return "span"
    return f"{operation} {kept.get(NAMED_AFTER[operation], '')}".strip()
