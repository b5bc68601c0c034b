"""What is shown of a span next to its card: its sign, its name, how long it waited for people."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.trace.spans.attribute_names import (
    CHAT,
    CODEX_PERSON_WAIT_MS,
    CODEX_PERSON_WAIT_WITHIN_MS,
    EXECUTE_TOOL,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
    INVOKE_AGENT,
    OPENAI_REQUEST_SERVICE_TIER,
)
from codexctl.trace.spans.usage_attributes import tokens_of
from codexctl.trace.values import NS_PER_MS
from codexctl.view.node import Node
from codexctl.view.terminal.text import duration

_UNFINISHED = {"interrupted": ("stopped", "warning"), "incomplete": ("open", "warning")}
_FAILED = ("failed", "bad")
# Kinds of error that are clear from the sign and the card.
_TOLD_OTHERWISE = {"", "exit_code", "tool_error", "_OTHER"}
_NAMED = (INVOKE_AGENT, EXECUTE_TOOL)


def name(node: Node) -> str:
    """The name of the agent or tool; for a model call, the name of the span."""
    is_named = node.operation in _NAMED
    return node.name.removeprefix(f"{node.operation} ") if is_named else node.name


def sign(node: Node) -> tuple[str, str]:
    """A sign for how it ended, and its style; both empty if a model call succeeded."""
    if node.error_type:
        return _UNFINISHED.get(node.error_type, _FAILED)
    return ("done", "good") if node.operation in _NAMED else ("", "")


def error(node: Node) -> str:
    """The kind of error, if neither sign nor card shows it."""
    return "" if node.error_type in _TOLD_OTHERWISE else node.error_type


def waited(node: Node) -> Iterator[str]:
    """How long a person was waited for: during a turn or a script, before a tool."""
    ms = node.attributes.get(CODEX_PERSON_WAIT_MS)
    if isinstance(ms, int) and ms > 0:
        yield f"waited {duration(ms * NS_PER_MS)}"
    within = node.attributes.get(CODEX_PERSON_WAIT_WITHIN_MS)
    if isinstance(within, int) and within > 0:
        yield f"waited {duration(within * NS_PER_MS)} of it"


def tokens(node: Node) -> Iterator[str]:
    """The service tier, if it is not the default, and the tokens of a model call."""
    given = tokens_of(node.attributes, GEN_AI_USAGE_INPUT_TOKENS)
    if given is None:
        if node.operation == CHAT:
            yield "tokens unknown"
        return
    tier = node.attributes.get(OPENAI_REQUEST_SERVICE_TIER)
    if isinstance(tier, str) and tier not in ("auto", "default"):
        yield tier
    cached = tokens_of(node.attributes, GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS) or 0
    thought = tokens_of(node.attributes, GEN_AI_USAGE_REASONING_OUTPUT_TOKENS) or 0
    said = tokens_of(node.attributes, GEN_AI_USAGE_OUTPUT_TOKENS) or 0
    yield f"in {given:,}" + (f" ({cached:,} cached)" if cached else "")
    yield f"out {said:,}" + (f" ({thought:,} reasoning)" if thought else "")
