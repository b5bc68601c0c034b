"""Prompts, answers and calls as messages in the GenAI conventions' schema.

Shapes: gen-ai-input-messages.json and gen-ai-output-messages.json of
open-telemetry/semantic-conventions-genai (commit 024a4f94, October 2026).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from codexctl.trace.read.attached import Attachment, message_part
from codexctl.trace.read.events import Compacted, Instructed, Said, ToolAnswered, Utterance
from codexctl.trace.tools import HOSTED
from codexctl.trace.turns.turn import INTERRUPTED, Given, ModelCall, ToolCall, Turn
from codexctl.trace.values import shallow

Message = dict[str, Any]


def input_messages(turn: Turn) -> list[Message]:
    """What the person (or the parent agent) asked.

    One message for each prompt, its attachments behind its text.
    """
    return [_prompt(prompt) for prompt in turn.prompts]


def _prompt(prompt: Utterance) -> Message:
    return {"role": "user", "parts": [*_texts(prompt), *map(message_part, prompt.attached)]}


def given_messages(call: ModelCall) -> list[Message]:
    """What was new in the request of one model call, in the order in which it came."""
    return [message for message in map(_given, call.given) if message["parts"]]


def _given(event: Given) -> Message:
    if isinstance(event, ToolAnswered):
        response = answer_of(event.output, event.attached)
        part = {"type": "tool_call_response", "id": event.call_id, "response": response}
        return {"role": "tool", "parts": [part]}
    if isinstance(event, Compacted):
        parts: list[Message] = [{"type": "text", "content": prompt} for prompt in event.prompts]
        summary = {"content": event.summary} if event.summary else {}
        return {"role": "user", "parts": [*parts, {"type": "compaction", **summary}]}
    if isinstance(event, Instructed):
        # The conventions have no role for Codex's developer messages.
        return {"role": "system", "parts": [*_texts(event)]}
    return _prompt(event)


def answer_of(output: str, attached: Iterable[Attachment]) -> object:
    """A tool's output as the model was given it; with pictures in it a list of parts."""
    pictures = [message_part(one) for one in attached]
    if not pictures:
        return output
    return [*([{"type": "text", "content": output}] if output else []), *pictures]


def answer_messages(turn: Turn) -> list[Message]:
    """The turn's final answer; empty when there is none."""
    if not turn.answer:
        return []
    reason = "error" if turn.error or turn.status == INTERRUPTED else "stop"
    return [_assistant([{"type": "text", "content": turn.answer}], reason)]


def output_messages(call: ModelCall, asked: Iterable[ToolCall], reason: str) -> list[Message]:
    """What one response said and which tools it asked for, in that order."""
    parts = [part for said in call.said for part in _said(said)]
    parts += [_tool_call(tool) for tool in asked]
    return [_assistant(parts, reason)] if parts else []


def finish_reason(call: ModelCall, *, failed: bool) -> str:
    """Why the model stopped; inferred, since Codex does not record it.

    One of the conventions' words and `compaction`; `failed` as in `chat_attributes`.
    """
    if failed:
        return "error"
    if call.is_compaction:
        return "compaction"
    return "tool_call" if call.call_ids else "stop"


def structured(text: str) -> object:
    """Tool arguments as the object that they usually are; the text itself when it is not JSON.

    Nested deeper than encoders can follow, a word is in its place (`values.shallow`).
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return shallow(value) if isinstance(value, dict | list) else text


def _assistant(parts: list[Message], reason: str) -> Message:
    return {"role": "assistant", "parts": parts, "finish_reason": reason}


def _said(said: Utterance) -> Iterable[Message]:
    if said.text:
        kind = "reasoning" if said.said is Said.reasoning else "text"
        yield {"type": kind, "content": said.text}


def _tool_call(tool: ToolCall) -> Message:
    arguments = structured(tool.arguments)
    if tool.kind in HOSTED:
        call = {"type": tool.kind, "arguments": arguments}
        return {
            "type": "server_tool_call",
            "id": tool.call_id,
            "name": tool.name,
            "server_tool_call": call,
        }
    return {"type": "tool_call", "id": tool.call_id, "name": tool.name, "arguments": arguments}


def _texts(prompt: Utterance | Instructed) -> Iterable[Message]:
    if prompt.text:
        yield {"type": "text", "content": prompt.text}
