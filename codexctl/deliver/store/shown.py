"""What the local store holds, as it may be shown now: limits may have become stricter since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective, effective
from codexctl.settings.capture import (
    CATEGORIES,
    CaptureLimits,
    CaptureMode,
    Source,
    Voice,
)
from codexctl.settings.load import SettingsError, load
from codexctl.settings.model import LOCAL, Destination, Settings
from codexctl.trace.capture.allowed import MESSAGES
from codexctl.trace.capture.filter import Capture
from codexctl.trace.capture.outside import told_values
from codexctl.trace.spans.attribute_names import ERROR_TYPE, GEN_AI_TOOL_CALL_RESULT
from codexctl.trace.spans.otlp_json import final_attributes
from codexctl.trace.spans.span import INTERNAL, Span
from codexctl.trace.spans.usage_attributes import as_summed

_CLOSED = Settings(
    capture=CaptureLimits(CaptureMode.metadata, CATEGORIES, Source(Voice.invalid_settings))
)


def capture_for_views(
    locations: Locations, environ: Mapping[str, str], wish: str | None = None
) -> Capture:
    """The filter before everything that is shown of the local store.

    `environ` may tighten it, as it may a delivery, and so may `wish`, the name of a capture mode.
    Settings that cannot be read let metadata alone be shown.
    """
    limits = limits_for_views(locations, environ, wish)
    return Capture(limits.capture, limits.masker, limits.always, limits.names)


def limits_for_views(
    locations: Locations, environ: Mapping[str, str], wish: str | None = None
) -> Effective:
    """The limits behind `capture_for_views`."""
    try:
        settings = load(locations.settings_toml)
    except SettingsError:
        settings = _CLOSED
    limits: Effective = effective(settings, environ, locations)
    store = next((one for one in settings.destinations if one.kind == LOCAL), None)
    limits = limits.for_destination(store or Destination(LOCAL, LOCAL))
    if wish:
        asked = CaptureLimits(CaptureMode[wish], source=Source(Voice.option))
        limits = limits.tightened_by(asked)
    return limits


def spans_shown(rows: Iterable[Mapping[str, Any]], capture: Capture) -> list[dict[str, Any]]:
    """Rows of the local store's spans, with what may be shown of them.

    `rows` are as `LocalStore.spans` gives them; their times and ids stay.
    """
    rows = list(rows)
    shown = capture.apply_all(map(_span, rows))
    return [_as_row(row, span) for row, span in zip(rows, shown, strict=True)]


def labels_shown(labels: Mapping[str, str], capture: Capture) -> dict[str, str]:
    """What turns were labelled with, as far as it may be shown."""
    return told_values(labels, capture.limits.mode, capture.names, capture.always)


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        trace_id=row["trace_id"],
        span_id=row["span_id"],
        parent_id=row["parent_id"],
        name=row["name"],
        kind=INTERNAL,
        started=row["started_ns"],
        ended=row["ended_ns"],
        attributes={key: _read(key, value) for key, value in as_summed(row["attributes"]).items()},
        error_type=row["error_type"],
    )


def _as_row(row: Mapping[str, Any], shown: Span) -> dict[str, Any]:
    attributes = final_attributes(shown)
    attributes.pop(ERROR_TYPE, None)
    failure = shown.failure
    return {
        **row,
        "name": shown.name,
        "error_type": shown.error_type,
        "attributes": attributes,
        "status_message": failure.message if failure else "",
        "events": [failure.event] if failure else [],
    }


def _read(key: str, value: Any) -> Any:
    """What is judged part by part is read back from its JSON text: messages, results with pictures.

    No rule can look into a picture, so that one that was stored may have to be left out now.
    """
    if not isinstance(value, str):
        return value
    if key not in MESSAGES and not (key == GEN_AI_TOOL_CALL_RESULT and '"modality"' in value):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return [] if key in MESSAGES else value
