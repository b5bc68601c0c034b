"""The entries of a turn, made from its spans in reading order: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from codexctl.trace.spans.attribute_names import (
    CHAT,
    CODEX_CWD,
    CODEX_ERROR_MESSAGE,
    EXECUTE_TOOL,
    GEN_AI_CONVERSATION_COMPACTED,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OUTPUT_MESSAGES,
    INVOKE_AGENT,
)
from codexctl.trace.values import text
from codexctl.view import headline
from codexctl.view.card.blocks import Picture, Prose
from codexctl.view.card.card import card_of
from codexctl.view.card.written import Said
from codexctl.view.export.document import Entry, Kind
from codexctl.view.node import Forest, Node
from codexctl.view.terminal.text import duration, lines_of
from codexctl.wording import safe

_SAID: Mapping[str, Kind] = {"text": Kind.answer, "reasoning": Kind.reasoning}
_COMPACTED = "The conversation so far was replaced by a summary of it (compaction)."
# What is still to do: a node with its depth and folder, or an entry that comes after others.
_Waiting = tuple[Node, int, str] | Entry


def entries_of(root: Node, trees: Forest, sums: Callable[[Node], Iterable[str]]) -> Iterator[Entry]:
    """Yield the entries of a turn: the prompt, then what was said and done, agents within calls.

    `root` is the turn's own span; its descendants are looked up in `trees`. `sums` gives the totals
    of a subagent's turn.
    """
    yield from _prompts(root, 0)
    # An explicit stack instead of recursion: agents can nest deeper than Python's stack.
    waiting = [*_afterwards(root, trees, 0), *_below(root, trees, 0, "")]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Entry):
            yield item
            continue
        node, depth, cwd = item
        yield from _entries(node, depth, cwd, sums)
        holds = node.operation in (INVOKE_AGENT, EXECUTE_TOOL)
        inner = depth + 1 if holds else depth
        if node.operation == INVOKE_AGENT:
            waiting += _afterwards(node, trees, inner)
        waiting += _below(node, trees, inner, cwd)


def _below(node: Node, trees: Forest, depth: int, cwd: str) -> list[_Waiting]:
    """The children of a node in reverse order, because the last item is processed first."""
    here = str(node.attributes.get(CODEX_CWD) or cwd)
    return [(child, depth, here) for child in reversed(trees.below(node))]


def _afterwards(node: Node, trees: Forest, depth: int) -> list[_Waiting]:
    """What comes after an agent's calls: text that is in none of them, and Codex's error message.

    In reverse order, because the last item is processed first.
    """
    told = {said for child in trees.below(node) for said in child.messages(GEN_AI_OUTPUT_MESSAGES)}
    left = [part for part in node.messages(GEN_AI_OUTPUT_MESSAGES) if part not in told]
    entries = [*_said(left, depth)]
    if why := text(node.attributes, CODEX_ERROR_MESSAGE):
        entries.append(_note(why, "bad", depth))
    return [*reversed(entries)]


def _entries(
    node: Node, depth: int, cwd: str, sums: Callable[[Node], Iterable[str]]
) -> Iterator[Entry]:
    """The entries of a node itself, without its children."""
    if node.operation == EXECUTE_TOOL:
        card = card_of(node, cwd)
        yield _named(Kind.call, node, depth, (), blocks=card.blocks, title=card.title)
    elif node.operation == INVOKE_AGENT:
        yield _named(Kind.agent, node, depth, sums(node))
        yield from _prompts(node, depth + 1)
    else:
        yield from _model_call(node, depth)


def _prompts(node: Node, depth: int) -> Iterator[Entry]:
    """The prompt of an agent, and what was attached to it."""
    texts = [prose(said) for kind, said in node.messages(GEN_AI_INPUT_MESSAGES) if kind == "text"]
    pictures = [block for block in card_of(node).blocks if isinstance(block, Picture)]
    if texts or pictures:
        yield Entry(Kind.prompt, depth, (*texts, *pictures))


def _model_call(node: Node, depth: int) -> Iterator[Entry]:
    if node.attributes.get(GEN_AI_CONVERSATION_COMPACTED):
        yield _note(_COMPACTED, "quiet", depth)
    yield from _said(node.messages(GEN_AI_OUTPUT_MESSAGES), depth)
    if node.operation == CHAT and node.error_type:
        yield _note(f"{headline.name(node)}: {node.error_type}", "bad", depth)


def _said(parts: Iterable[Said], depth: int) -> Iterator[Entry]:
    for kind, said in parts:
        if kind in _SAID and said.strip():
            yield Entry(_SAID[kind], depth, (prose(said),))


def _note(told: str, style: str, depth: int) -> Entry:
    return Entry(Kind.note, depth, (prose(told, style),))


def _named(kind: Kind, node: Node, depth: int, sums: Iterable[str], **members: Any) -> Entry:
    told = (*headline.waited(node), headline.error(node), *sums)
    facts = (duration(node.ended - node.started), *told)
    return Entry(
        kind,
        depth,
        name=safe(headline.name(node)),
        state=headline.sign(node)[0],
        facts=tuple(safe(fact) for fact in facts if fact),
        **members,
    )


def prose(told: str, style: str = "") -> Prose:
    """Text from others as clean lines; tabs become spaces."""
    return Prose(tuple(safe(line.expandtabs(4)) for line in lines_of(told)), style)
