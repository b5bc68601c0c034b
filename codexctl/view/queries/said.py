"""The texts of a turn, one by one, for a search in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from codexctl.deliver.store.conversation import spans_of
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import Place
from codexctl.deliver.store.shown import spans_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans import attribute_names as attribute
from codexctl.trace.values import text
from codexctl.view import headline
from codexctl.view.calls.call import Call, call_of_attributes, json_value
from codexctl.view.calls.envelope import opened
from codexctl.view.node import Node, node_of_row

PROMPTS, ANSWERS, COMMANDS, OUTPUT, PATHS = "prompts", "answers", "commands", "output", "paths"
# What a span is, and those of its texts that are read: masking the others would take longest.
_ABOUT = frozenset(
    {attribute.GEN_AI_OPERATION_NAME, attribute.GEN_AI_TOOL_NAME, attribute.GEN_AI_AGENT_NAME}
)
_TEXTS = frozenset(
    {
        attribute.CODEX_ERROR_MESSAGE,
        attribute.GEN_AI_INPUT_MESSAGES,
        attribute.GEN_AI_OUTPUT_MESSAGES,
        attribute.GEN_AI_TOOL_CALL_ARGUMENTS,
        attribute.GEN_AI_TOOL_CALL_RESULT,
        attribute.CODEX_TOOL_STDERR,
        attribute.CODEX_FILE_CHANGES,
        attribute.CODEX_CWD,
        attribute.PROCESS_WORKING_DIRECTORY,
    }
)


class Looking(Protocol):
    """A search for words."""

    def may_be_in(self, raw: str) -> bool:
        """Whether any of the words can be in a text, which may be JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """One text: its kind (`prompts`, `answers`, …), the tool that it belongs to, and its span."""

    kind: str
    name: str
    span_id: str
    text: str


def said_in(store: LocalStore, capture: Capture, place: Place, looking: Looking) -> Iterator[Said]:
    """The texts of a turn in which words may be found, as far as they may be shown.

    In the order in which the spans began; `place` is its thread and turn.
    """
    for row, raw in spans_of(store, place):
        if looking.may_be_in(raw):
            attributes = _narrowed(store.read(raw), looking)
            (shown,) = spans_shown([{**row, "attributes": attributes}], capture)
            yield from _said(node_of_row(shown))


def _narrowed(attributes: Mapping[str, Any], looking: Looking) -> dict[str, Any]:
    """The kind of the span, and those of its texts in which words may be found."""
    return {
        key: value
        for key, value in attributes.items()
        if key in _ABOUT or (key in _TEXTS and looking.may_be_in(_written(value)))
    }


def _written(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _said(node: Node) -> Iterator[Said]:
    if node.operation == attribute.EXECUTE_TOOL:
        call = call_of_attributes(node.attributes, node.error_type)
        name = headline.name(node)
        for kind, told in _of_call(call):
            yield Said(kind, name, node.span_id, told)
        return
    if node.operation == attribute.INVOKE_AGENT:
        for kind, told in node.messages(attribute.GEN_AI_INPUT_MESSAGES):
            if kind == "text":
                yield Said(PROMPTS, "", node.span_id, told)
    for kind, told in node.messages(attribute.GEN_AI_OUTPUT_MESSAGES):
        if kind in ("text", "reasoning"):
            yield Said(ANSWERS, "", node.span_id, told)
    # Codex's error messages are captured in the same category as what the model says.
    yield Said(ANSWERS, "", node.span_id, text(node.attributes, attribute.CODEX_ERROR_MESSAGE))
    if folder := text(node.attributes, attribute.CODEX_CWD):
        yield Said(PATHS, "", node.span_id, folder)


def _of_call(call: Call) -> Iterator[tuple[str, str]]:
    yield COMMANDS, _bare(call.arguments)
    output = _bare(opened(call.output).body)
    yield OUTPUT, output
    if call.stderr not in output:
        yield OUTPUT, call.stderr
    changed = (text(change, name) for change in call.changes for name in ("path", "moved_to"))
    yield PATHS, "\n".join(filter(None, (call.cwd, *changed)))


def _bare(written: str) -> str:
    """The texts in what may be JSON, without JSON's syntax."""
    value = json_value(written) if written[:1] in ("{", "[") else None
    return written if value is None else "\n".join(_strings(value))


def _strings(value: object) -> list[str]:
    """All texts in a value in their order, without the names of members."""
    if isinstance(value, dict):
        return [told for member in value.values() for told in _strings(member)]
    if isinstance(value, list):
        return [told for member in value for told in _strings(member)]
    return [value] if isinstance(value, str) else []
