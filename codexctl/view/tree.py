"""A trace as a tree for the terminal: who did what, how long it took, what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from codexctl.trace.spans.attribute_names import (
    CODEX_CWD,
    EXECUTE_TOOL,
    GEN_AI_OUTPUT_MESSAGES,
    INVOKE_AGENT,
)
from codexctl.view import headline
from codexctl.view.card.written import write_step
from codexctl.view.node import Forest, Node, forest
from codexctl.view.terminal.pad import Line, Pad, Piece, fitted, painted
from codexctl.view.terminal.screen import LEAST_WIDTH, Look
from codexctl.view.terminal.text import cells, cut, duration, moment

_ROOM = 16  # columns of a line that are left for its text, however deep it is


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of a node: what is drawn before its first line and before the others."""

    first: str = ""
    rest: str = ""
    cwd: str = ""


def render(nodes: Iterable[Node], look: Look) -> Iterator[str]:
    """Yield the lines of the trees, none wider than the terminal, each below its trace's id.

    `nodes` may be in any order and from several traces.
    """
    trees = forest(nodes)
    # An explicit stack instead of recursion: agents can nest deeper than Python's stack.
    waiting = [(root, _Place()) for root in reversed(trees.roots)]
    trace_id = None
    while waiting:
        node, place = waiting.pop()
        if node.trace_id != trace_id:
            trace_id = node.trace_id
            title = (f"{moment(node.started, look.timezone)}  trace {trace_id}", "quiet")
            yield painted(look, fitted(look, [title], _room("", look)))
        below = trees.below(node)
        cwd = str(node.attributes.get(CODEX_CWD) or place.cwd)
        inner = place.rest + (look.sign("pipe") if below else "   ")
        pad = Pad(look, _room(inner, look), cwd)
        _write(node, trees, pad)
        headline = fitted(look, _headline(node, pad), _room(place.first, look))
        yield _drawn(place.first, headline, look)
        for line in pad.lines:
            yield _drawn(inner, line, look)
        waiting += reversed([*_places(below, place, cwd, look)])


def _places(
    nodes: Sequence[Node], above: _Place, cwd: str, look: Look
) -> Iterator[tuple[Node, _Place]]:
    for index, node in enumerate(nodes):
        is_last = index == len(nodes) - 1
        first = above.rest + look.sign("last" if is_last else "branch")
        rest = above.rest + ("   " if is_last else look.sign("pipe"))
        yield node, _Place(first, rest[: look.width], cwd)


def _room(prefix: str, look: Look) -> int:
    return max(max(look.width, LEAST_WIDTH) - cells(prefix), _ROOM)


def _drawn(prefix: str, line: Line, look: Look) -> str:
    """A line after its prefix; if the prefix is wider than the terminal, only a part is drawn."""
    shown = cut(prefix, max(look.width, LEAST_WIDTH) - _ROOM)
    return (look.painted(shown, "quiet") + painted(look, line)).rstrip(" ")


def _write(node: Node, trees: Forest, pad: Pad) -> None:
    # A turn's answer is the text of its last model call: it is not shown twice.
    below = trees.below(node) if node.operation == INVOKE_AGENT else ()
    told = {said for child in below for said in child.messages(GEN_AI_OUTPUT_MESSAGES)}
    write_step(node, pad, told)


def _headline(node: Node, pad: Pad) -> list[Piece]:
    """Sign, name, duration, error, the card's title, tokens: two spaces between each."""
    style = {INVOKE_AGENT: "strong", EXECUTE_TOOL: "name"}.get(node.operation, "")
    sign, sign_style = headline.sign(node)
    pieces = [(pad.look.sign(sign) + " ", sign_style)] if sign else []
    pieces.append((headline.name(node), style))
    pieces.append((f"  {duration(node.ended - node.started)}", ""))
    pieces += [(f"  {text}", "warning") for text in headline.waited(node)]
    if error := headline.error(node):
        pieces.append((f"  {error}", sign_style))
    pieces += [(f"  {text}", its_style) for text, its_style in pad.title]
    return pieces + [(f"  {text}", "quiet") for text in headline.tokens(node)]
