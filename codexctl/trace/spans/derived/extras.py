"""What one backend reads under names of its own, added to a span when it is sent there.

Each is made from what the capture filter left of the span, or from the resource that the span is
sent with, which is filtered as well: what may not leave cannot come back under another name. Which
there are is data: `spans` in an entry of `templates/presets.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from codexctl.settings.destinations.extras import Extra, Extras
from codexctl.trace.spans.agent_names import ROOT_AGENT
from codexctl.trace.spans.attribute_names import (
    CHAT,
    EXECUTE_TOOL,
    GEN_AI_AGENT_NAME,
    GEN_AI_OPERATION_NAME,
    INVOKE_AGENT,
)
from codexctl.trace.spans.usage_attributes import SUMMED

# The name of a trace is shown in lists.
_LONGEST_NAME = 80
_PLACES: Mapping[object, str] = {INVOKE_AGENT: "agent", CHAT: CHAT, EXECUTE_TOOL: "tool"}


def with_extras(
    attributes: Mapping[str, Any], extras: Extras, resource: Mapping[str, str]
) -> dict[str, Any]:
    """The attributes of a span as one backend gets them.

    `attributes` are those that are sent (`final_attributes`). What is there already stays.
    """
    operation = attributes.get(GEN_AI_OPERATION_NAME)
    added: dict[str, Any] = {}
    if extras.usage_on_agent and operation == INVOKE_AGENT:
        added = {
            name: attributes[summed] for name, summed in SUMMED.items() if summed in attributes
        }
    for extra in _of(extras.added, operation, attributes):
        value = attributes.get(extra.of, resource.get(extra.of))
        if value not in (None, ""):
            added[extra.name] = _formed(extra.form, value)
    return {**added, **attributes}


def _of(added: Iterable[Extra], operation: object, attributes: Mapping[str, Any]) -> list[Extra]:
    place = _PLACES.get(operation, "")
    is_root = place == "agent" and attributes.get(GEN_AI_AGENT_NAME) == ROOT_AGENT
    here = {"every", place, "root" if is_root else place}
    return [extra for extra in added if extra.on in here]


def _formed(form: str, value: Any) -> Any:
    if form == "first_words":
        return first_words(str(value))
    if form == "mime_type":
        return "application/json" if _is_json(value) else "text/plain"
    return value


def first_words(said: str) -> str:
    """The beginning of a text, in one line that ends with a whole word."""
    words = " ".join(said[: 10 * _LONGEST_NAME].split())
    if len(words) <= _LONGEST_NAME:
        return words
    cut = words[:_LONGEST_NAME]
    whole = cut if words[_LONGEST_NAME] == " " else cut.rpartition(" ")[0]
    return f"{whole or cut}…"


def _is_json(value: Any) -> bool:
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return False
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return True
