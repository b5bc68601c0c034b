"""`response_item` lines: what the model wrote and what it was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.jsontext import text_of
from codexctl.trace.read.attached import attached_parts
from codexctl.trace.read.events import (
    Event,
    Instructed,
    Said,
    ToolAnswered,
    ToolCalled,
    Utterance,
)
from codexctl.trace.read.lines import Line
from codexctl.trace.values import integer, seconds, table, tables, text, texts

_PASSTHROUGH = "internal_chat_message_metadata_passthrough"
# How messages begin that Codex writes in the person's name.
NOT_TYPED = (
    "<environment_context>",
    "<user_instructions>",
    "<turn_aborted>",
    "<user_action>",
    "# AGENTS.md instructions",
)


def response_item(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Decode one response item; kinds that no span needs give nothing.

    `data` is the payload of a line of that type, or the line itself in files up to 0.29.
    """
    decoder = _ITEMS.get(text(data, "type"))
    return decoder(line, data) if decoder else ()


def _turn_id(data: Mapping[str, Any]) -> str:
    return text(table(data, _PASSTHROUGH), "turn_id")


def _message(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """The model's own messages, and what Codex told it: user ones are injected as often as typed.

    What the person typed is in UserMessage items and `user_message` events.
    """
    role = text(data, "role")
    if role == "developer":
        return _instructed(line, data, text=joined_text(tables(data, "content")))
    if role != "assistant":
        return ()
    event = Utterance(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=_turn_id(data),
        said=Said.answer,
        text=joined_text(tables(data, "content")),
        key=text(data, "id"),
        sampled=integer(line.metadata, "sampled_through_sequence"),
    )
    return (event,)


def _instructed(line: Line, data: Mapping[str, Any], **said: Any) -> Iterable[Event]:
    event = Instructed(at=line.at, ordinal=line.ordinal, turn_id=_turn_id(data), **said)
    return (event,) if event.text or event.tools else ()


def _additional_tools(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Tools that a model which writes scripts may call (0.164 to 0.169)."""
    return _instructed(line, data, tools=tuple(tables(data, "tools")))


def _reasoning(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    event = Utterance(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=_turn_id(data),
        said=Said.reasoning,
        text=joined_text([*tables(data, "summary"), *tables(data, "content")]),
        key=text(data, "id"),
        sampled=integer(line.metadata, "sampled_through_sequence"),
    )
    return (event,)


def _agent_message(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """A message from another agent (multi-agent v2): for a child, the task it was given."""
    event = Utterance(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=_turn_id(data),
        said=Said.prompt,
        text=joined_text(tables(data, "content")),
        key="agent_message",
    )
    return (event,)


def _call(kind: str, arguments: str) -> Callable[[Line, Mapping[str, Any]], Iterable[Event]]:
    """Build the decoder of one kind of call whose arguments are under `arguments`."""

    def decode(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
        # Hosted calls have no call_id; the id of their item is used.
        call_id = text(data, "call_id") or text(data, "id")
        event = ToolCalled(
            at=line.at,
            ordinal=line.ordinal,
            turn_id=_turn_id(data),
            call_id=call_id,
            name=text(data, "name") or kind,
            namespace=text(data, "namespace"),
            arguments=text_of(data.get(arguments)),
            kind=kind,
            status=text(data, "status"),
            sampled=integer(line.metadata, "sampled_through_sequence"),
        )
        return (event,)

    return decode


def _output(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    passthrough = table(data, _PASSTHROUGH)
    # The output of a tool search is the tools that it found, in a member of its own.
    output = data.get("output", data.get("tools"))
    event = ToolAnswered(
        at=line.at,
        ordinal=line.ordinal,
        turn_id=_turn_id(data),
        call_id=text(data, "call_id"),
        output=output_text(output),
        attached=attached_parts(tables(data, "output")),
        created=seconds(passthrough, "create_time"),
    )
    return (event,)


def output_text(output: object) -> str:
    """An output's text: it is a string, a list of parts, or (old) an object with `output`."""
    if isinstance(output, str):
        return output
    if isinstance(output, list):
        parts = [part for part in output if isinstance(part, dict)]
        return joined_text(parts) or ("" if attached_parts(parts) else text_of(parts))
    if isinstance(output, dict):
        return text(output, "output") or text(output, "content") or text_of(output)
    return ""


def typed_texts(items: Iterable[Mapping[str, Any]], summary: str) -> Iterator[str]:
    """What the person wrote, among items of a history; files before 0.153 do not say what is.

    `summary` is what was written in the person's name when the history was compacted.
    """
    for item in items:
        kinds = texts(table(item, _PASSTHROUGH), "content_item_kinds")
        if text(item, "role") != "user" or not all(kind.startswith("user.") for kind in kinds):
            continue
        said = joined_text(tables(item, "content"))
        if said and said != summary and (kinds or not said.startswith(NOT_TYPED)):
            yield said


def joined_text(parts: Iterable[Mapping[str, Any]]) -> str:
    """The texts of message parts, one after the other; pictures and ciphers have none."""
    return "\n".join(text(part, "text") for part in parts if text(part, "text"))


_ITEMS: dict[str, Callable[[Line, Mapping[str, Any]], Iterable[Event]]] = {
    "message": _message,
    "additional_tools": _additional_tools,
    "reasoning": _reasoning,
    "agent_message": _agent_message,
    "function_call": _call("function", "arguments"),
    "custom_tool_call": _call("custom", "input"),
    "local_shell_call": _call("local_shell", "action"),
    "tool_search_call": _call("tool_search", "arguments"),
    "web_search_call": _call("web_search", "action"),
    "image_generation_call": _call("image_generation", "revised_prompt"),
    "function_call_output": _output,
    "local_shell_call_output": _output,
    "custom_tool_call_output": _output,
    "tool_search_output": _output,
}
