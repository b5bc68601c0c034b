"""The filter before every way out: of each span only what `trace/capture/allowed.py` lets through.

`metadata` keeps attributes whose values have the expected shape; `redacted` adds content, masked;
`full` adds it as it is. An attribute that nobody listed cannot leak by being forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from codexctl.redact.masker import Masker
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
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
from codexctl.trace.capture.messages import (
    allowed_parts,
    attachment,
    responses,
    without_responses,
)
from codexctl.trace.capture.names import FORMS, hashed, is_name, told
from codexctl.trace.spans.attribute_names import CODEX_CWD, ERROR_TYPE, GEN_AI_TOOL_CALL_RESULT
from codexctl.trace.spans.span import Span

_OTHER = "_OTHER"
# The categories of what stands in `FULL_ONLY`.
_FULL_ONLY = frozenset(CONTENT[key] for key in FULL_ONLY)


@dataclass(frozen=True, slots=True)
class Capture:
    """What the limits leave of a span.

    `masker` masks content in `redacted` mode; `always`, if there is one, does in `full` mode what
    an administrator requires; `names` looks for secrets in what passes as a name, in every other.
    `known` is what was left of texts of the turn that is being filtered.
    """

    limits: CaptureLimits
    masker: Masker | None
    always: Masker | None = None
    names: Masker | None = None
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def apply(self, span: Span) -> Span:
        """Give the span with what may leave, and nothing else."""
        kept: dict[str, Any] = {}
        for key, value in span.attributes.items():
            allowed = self._attribute(key, value)
            # An attribute of which nothing is left is left out: its name alone could tell
            # something.
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
        """The kind of an error, as far as it may be told; empty stays empty."""
        if not kind or kind in ERRORS:
            return kind
        if self.limits.mode is CaptureMode.metadata:
            return _OTHER
        return kind if is_name(ERROR_TYPE, kind, self._for_names) else _OTHER

    def summary(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        """A turn's figures, the words that come from outside as far as they may be told.

        `figures` are those of `spans/summary.py`; numbers pass as they are.
        """
        told = {
            name: self._named(key, figures[name])
            for name, key in FIGURES.items()
            if figures.get(name)
        }
        return {**figures, **told, "error": self.error(figures["error"] or "") or None}

    def content(self, key: str, value: str) -> str:
        """The text of one attribute as it may be told; empty where nothing of it may.

        `key` is the attribute that it is the value of, or a part of the value of.
        """
        return str(self._attribute(key, value) or "") if value else ""

    def folder(self, path: str) -> str:
        """A folder as it may be told; where paths may not, what tells it from another one."""
        return self.content(CODEX_CWD, path) or (hashed(path) if path else "")

    @property
    def withheld(self) -> tuple[str, ...]:
        """The categories of content of which nothing is let through, in alphabetical order."""
        if self._is_metadata:
            return tuple(sorted(CATEGORIES))
        is_full = self.limits.mode is CaptureMode.full
        return tuple(sorted(self.limits.exclude | (set() if is_full else _FULL_ONLY)))

    @property
    def _for_names(self) -> Masker | None:
        return self.names or self.masker

    def _attribute(self, key: str, value: Any) -> Any:
        if key in METADATA:
            return self._metadata(key, METADATA[key], value)
        if key in NAMES:
            known, otherwise = NAMES[key]
            otherwise = otherwise if self._is_metadata else self._named(key, value)
            return value if isinstance(value, str) and value in known else otherwise
        if key in MESSAGES:
            return self._said(
                allowed_parts(value, MESSAGES[key], self.limits.exclude, self._is_masked)
            )
        return self._content(key, value) if self._is_wanted(key) else None

    def _content(self, key: str, value: Any) -> Any:
        if key in FORMS and not self._is_metadata:
            return self._named(key, value)
        return self._result(value) if key == GEN_AI_TOOL_CALL_RESULT else self._masked(value)

    def _result(self, value: Any) -> Any:
        """What a tool answered: on its span, and in the messages of the request that brought it."""
        if isinstance(value, str):
            return self._once(value)
        if isinstance(value, list):
            value = [self._picture(part) for part in value]
        return self._masked(value)

    def _said(self, messages: Any) -> Any:
        """Messages as they may leave. What tools answered in them is masked as on their spans."""
        if self._is_metadata or not self._is_masked:
            return self._masked(messages)
        answers = [self._result(part["response"]) for part in responses(messages)]
        masked = self._masked([without_responses(message) for message in messages])
        for part, answer in zip(responses(masked or ()), answers, strict=True):
            part["response"] = answer
        return masked

    def _once(self, text: str) -> Any:
        """A text that comes again in a turn is masked once."""
        if text not in self.known:
            self.known[text] = self._masked(text)
        return self.known[text]

    def _picture(self, part: Any) -> Any:
        """A picture in a tool's result, as one in a message."""
        is_picture = isinstance(part, dict) and "modality" in part
        return attachment(part, self.limits.exclude, self._is_masked) if is_picture else part

    @property
    def _is_metadata(self) -> bool:
        return self.limits.mode is CaptureMode.metadata

    @property
    def _is_masked(self) -> bool:
        return self.limits.mode is not CaptureMode.full or self.always is not None

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

    def _named(self, key: str, value: Any) -> Any:
        """A name as it may be told; in `full` mode as it is."""
        if self.limits.mode is CaptureMode.full:
            return self._masked(value)
        if not isinstance(value, str) or not value:
            return None
        return told(key, value, self._for_names)

    def _is_wanted(self, key: str) -> bool:
        if key in FULL_ONLY and self.limits.mode is not CaptureMode.full:
            return False
        return key in CONTENT and self.limits.exclude.isdisjoint(CONTENT[key].split())

    def _masked(self, value: Any) -> Any:
        """Content as it may leave: None in `metadata`, and where masking is not possible."""
        mode = self.limits.mode
        if mode is CaptureMode.full:
            return self.always.mask_all(value) if self.always else value
        if mode is CaptureMode.metadata or self.masker is None:
            return None
        return self.masker.mask_all(value)


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
