"""A turn as one line of figures: the shape of `--format summary-json` and of `trace list`."""

from __future__ import annotations

from typing import Any

from codexctl.trace.spans.placement import Placement
from codexctl.trace.turns.turn import INCOMPLETE, Turn
from codexctl.trace.values import rfc3339

SCHEMA = "codexctl.turns/1"


def summarise(turn: Turn, placement: Placement) -> dict[str, Any]:
    """Give the turn's figures; no content is among them."""
    usage = turn.usage
    return {
        "trace_id": placement.trace_id,
        "session_id": placement.session_id,
        "thread_id": turn.thread.thread_id,
        "turn_id": turn.turn_id,
        "parent_turn_id": placement.parent_turn_id or None,
        "status": turn.status,
        "model": turn.model or None,
        "started_at": rfc3339(turn.started),
        "duration_ms": None if turn.status == INCOMPLETE else turn.duration_ms,
        "llm_calls": sum(call.usage is not None for call in turn.calls) + turn.calls_left_out,
        "tool_calls": len(turn.tools) + turn.tools_left_out,
        "input_tokens": usage.input,
        "cached_input_tokens": usage.cached_input,
        "output_tokens": usage.output,
        "reasoning_output_tokens": usage.reasoning_output,
        "error": turn.error or None,
    }
