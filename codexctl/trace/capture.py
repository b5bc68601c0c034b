"""The filter before every way out: of each span only what `trace/allowed.py` lets through.

`metadata` keeps attributes whose values have the expected shape; `redacted` adds content, masked;
`full` adds it as it is. An attribute that nobody listed cannot leak by being forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.allowed import (
    CONTENT,
    ERRORS,
    FULL_ONLY,
    MESSAGES,
    METADATA,
    NAMES,
    PARTS,
    Shape,
)
from codexctl.trace.span import Span

_ERROR = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_OTHER = "_OTHER"
_NAMED_AFTER = {
    "invoke_agent": "gen_ai.agent.name",
    "chat": "gen_ai.request.model",
    "execute_tool": "gen_ai.tool.name",
}


@dataclass(frozen=True, slots=True)
class Capture:
    """What the limits leave of a span.

    `masker` masks content in `redacted` mode; `always`, if there is one, does in `full` mode what
    an administrator requires.
    """

    limits: CaptureLimits
    masker: Masker | None
    always: Masker | None = None

    def apply(self, span: Span) -> Span:
        """Give the span with what may leave, and nothing else."""
        kept: dict[str, Any] = {}
        for key, value in span.attributes.items():
            allowed = self._attribute(key, value)
            if allowed not in (None, "", [], {}):
                kept[key] = allowed
        return replace(
            span, attributes=kept, name=_name(span, kept), error_type=self.error(span.error_type)
        )

    def error(self, kind: str) -> str:
        """The kind of an error, as far as it may be told; empty stays empty."""
        if not kind or kind in ERRORS:
            return kind
        is_told = self.limits.mode is not CaptureMode.metadata and _ERROR.match(kind)
        return kind if is_told else _OTHER

    def summary(self, figures: Mapping[str, Any]) -> dict[str, Any]:
        """A turn's figures, the words that come from outside as far as they may be told."""
        if self.limits.mode is not CaptureMode.metadata:
            return dict(figures)
        told = {
            "model": self._attribute("gen_ai.request.model", figures["model"]),
            "parent_turn_id": self._attribute("codex.turn.id", figures["parent_turn_id"]),
            "error": self.error(figures["error"] or "") or None,
        }
        return {**figures, **told}

    def _attribute(self, key: str, value: Any) -> Any:
        if key in METADATA:
            return self._metadata(METADATA[key], value)
        if key in NAMES:
            known, otherwise = NAMES[key]
            return value if value in known else self._masked(value) or otherwise
        if key in MESSAGES:
            return self._masked(_messages(value, MESSAGES[key], self.limits.exclude))
        return self._masked(value) if self._is_wanted(key) else None

    def _metadata(self, shape: Shape, value: Any) -> Any:
        """A value of the expected shape; another one (a model that is a path) is content."""
        fitting = _of_shape(shape, value)
        if fitting is None and isinstance(value, str):
            return self._masked(value)
        return fitting

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
    if operation not in _NAMED_AFTER:
        return "span"
    return f"{operation} {kept.get(_NAMED_AFTER[operation], '')}".strip()


def _messages(messages: Any, category: str, exclude: frozenset[str]) -> Any:
    """Leave out the parts whose category is excluded; of a tool call, its arguments only."""
    kept = []
    for message in messages:
        parts = [_part(part, category, exclude) for part in message["parts"]]
        parts = [part for part in parts if part]
        if parts:
            kept.append({**message, "parts": parts})
    return kept


def _part(part: Mapping[str, Any], category: str, exclude: frozenset[str]) -> Any:
    own = PARTS.get(part["type"], category)
    if own not in exclude:
        return part
    if own == "tool_arguments":
        return {key: part[key] for key in ("type", "id", "name") if key in part}
    return None
