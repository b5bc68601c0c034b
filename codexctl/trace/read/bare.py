"""Items without an envelope: a line of Codex up to 0.29 is what later is in `response_item`.

There are no events beside them, so that what the person typed has to be told from what Codex
itself says in the person's name (Codex CLI 0.20 to 0.29; earlier ones of 2025 have the same shape).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from codexctl.trace.read.attached import attached_parts
from codexctl.trace.read.events import Event, Said, Utterance
from codexctl.trace.read.lines import Line
from codexctl.trace.read.response import NOT_TYPED, joined_text, response_item
from codexctl.trace.values import tables, text


def bare_item(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Decode one item; a message of the person's is a prompt.

    What Codex itself said in the person's name gives nothing.
    """
    if text(data, "type") != "message" or text(data, "role") != "user":
        return response_item(line, data)
    parts = tables(data, "content")
    said = joined_text(parts)
    if said.startswith(NOT_TYPED):
        return ()
    attached = attached_parts(parts)
    return (Utterance(at=line.at, said=Said.prompt, text=said, attached=attached),)
