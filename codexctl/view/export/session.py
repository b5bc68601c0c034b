"""Makes a document from gathered turns: a heading, then prompt, calls and answer of each turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from codexctl.settings.capture import CaptureLimits
from codexctl.trace.spans.attribute_names import (
    CODEX_CLI_VERSION,
    CODEX_CWD,
    CODEX_TURN_ID,
    GEN_AI_REQUEST_MODEL,
)
from codexctl.trace.values import NS_PER_MS, text
from codexctl.view import headline
from codexctl.view.cost_text import usd
from codexctl.view.export.document import Document, Entry, Fact, TurnPart
from codexctl.view.export.entries import entries_of
from codexctl.view.export.gather import Gathered
from codexctl.view.node import Node, forest, node_of_row
from codexctl.view.queries.turn_page import TurnLine
from codexctl.view.terminal.text import duration, moment
from codexctl.wording import counted, safe

_SUMMED = (
    *("llm_calls", "tool_calls", "input_tokens", "cached_input_tokens"),
    *("output_tokens", "reasoning_output_tokens"),
)
_STATUSES = {"done": "completed", "stopped": "interrupted", "open": "incomplete"}


def document_of(
    found: Gathered, limits: CaptureLimits, saved_ns: int, timezone: tzinfo | None = None
) -> Document:
    """Make the document.

    `limits` are those under which the turns were gathered, `saved_ns` is the time of the export to
    write into it, in nanoseconds since 1970; `timezone` None is the machine's own.
    """
    trees = forest(map(node_of_row, found.spans))
    nodes = [*trees.roots, *(node for below in trees.children.values() for node in below)]
    by_turn = {str(turn.figures["turn_id"]): turn for turn in found.turns}
    folders = _folders(trees.roots)

    def sums(node: Node) -> tuple[str, ...]:
        turn = by_turn.get(text(node.attributes, CODEX_TURN_ID))
        return (*_tokens(turn.figures), *_cost([turn])) if turn else ()

    return Document(
        what="Codex session" if found.is_session else "Codex trace",
        ident=safe(found.ident),
        project=PurePath(folders[0]).name if folders else "",
        facts=(
            *(Fact("Folder", folder, is_code=True) for folder in folders),
            *_models(nodes),
            *_times(nodes, timezone),
            *_sums(found.turns),
            *_labels(found.labels),
            *(Fact("Policy", policy, is_code=True) for policy in found.policies),
            Fact("Captured", _captured(limits)),
            Fact("Saved", moment(saved_ns, timezone, seconds=False)),
        ),
        turns=tuple(
            _turn(number, root, sums(root), tuple(entries_of(root, trees, sums)), timezone)
            for number, root in enumerate(trees.roots, start=1)
        ),
    )


def _turn(
    number: int,
    root: Node,
    sums: tuple[str, ...],
    entries: tuple[Entry, ...],
    timezone: tzinfo | None,
) -> TurnPart:
    state = headline.sign(root)[0] or "done"
    return TurnPart(
        number=number,
        trace_id=root.trace_id,
        started=moment(root.started, timezone),
        state=state,
        status=_STATUSES.get(state)
        or ", ".join(filter(None, ("failed", safe(headline.error(root))))),
        facts=(duration(root.ended - root.started), *headline.waited(root), *sums),
        entries=entries,
    )


def _labels(labels: Mapping[str, str]) -> Iterator[Fact]:
    for name, value in labels.items():
        yield Fact(name.replace("_", " ").capitalize(), safe(value), is_code=True)


def _folders(roots: Iterable[Node]) -> list[str]:
    """The folders in which turns began, each once."""
    found = (text(root.attributes, CODEX_CWD) for root in roots)
    return [*dict.fromkeys(safe(folder) for folder in found if folder)]


def _models(nodes: Sequence[Node]) -> Iterator[Fact]:
    for label, name in (("Model", GEN_AI_REQUEST_MODEL), ("Codex", CODEX_CLI_VERSION)):
        told = [text(node.attributes, name) for node in nodes]
        found = [*dict.fromkeys(safe(one) for one in told if one)]
        if found:
            yield Fact(label, ", ".join(found), is_code=True)


def _times(nodes: Sequence[Node], timezone: tzinfo | None) -> Iterator[Fact]:
    if nodes:
        first, last = min(n.started for n in nodes), max(n.ended for n in nodes)
        yield Fact("Started", moment(first, timezone))
        yield Fact("Ended", moment(last, timezone))


def _sums(turns: Sequence[TurnLine]) -> Iterator[Fact]:
    """The totals of all turns, including subagents'."""
    if not turns:
        return
    total: Counter[str] = Counter()
    for turn in turns:
        total.update({name: turn.figures[name] for name in _SUMMED})
    unknown = sum(turn.calls_without_usage for turn in turns)
    calls = (
        counted(len(turns), "turn"),
        counted(total["llm_calls"] + unknown, "model call"),
        counted(total["tool_calls"], "tool call"),
    )
    yield Fact("Calls", ", ".join(calls))
    yield Fact("Tokens", ", ".join(_tokens(total)))
    if cost := ", ".join(_cost(turns)):
        yield Fact("Cost", cost)
    if waited := sum(turn.waited_ms for turn in turns):
        yield Fact("Waited for a person", duration(waited * NS_PER_MS))


def _cost(turns: Sequence[TurnLine]) -> Iterator[str]:
    """The cost in US dollars of the calls that have a price; nothing if none has."""
    known = [turn.cost for turn in turns if turn.cost is not None]
    if not known:
        return
    cost = sum(known, Decimal(0))
    yield usd(cost) + (" + ?" if any(turn.calls_without_cost for turn in turns) else "")


def _tokens(turn: Mapping[str, Any]) -> Iterator[str]:
    cached, thought = turn["cached_input_tokens"], turn["reasoning_output_tokens"]
    yield f"in {turn['input_tokens']:,}" + (f" ({cached:,} cached)" if cached else "")
    yield f"out {turn['output_tokens']:,}" + (f" ({thought:,} reasoning)" if thought else "")


def _captured(limits: CaptureLimits) -> str:
    return ", without ".join(
        filter(None, (limits.mode.name, ", ".join(sorted(limits.exclude)).replace("_", " ")))
    )
