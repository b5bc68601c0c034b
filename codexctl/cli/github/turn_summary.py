"""A step's summary of turns: a table of figures and each turn's tree, without content.

Everybody who can see a run's page can read its summary; for a public repository, that is everybody.
So the summary has only what `metadata` allows, even if more is captured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from codexctl.cli.github.workflow_commands import Annotation, Level
from codexctl.trace.spans.attribute_names import EXECUTE_TOOL, INVOKE_AGENT, PROCESS_EXIT_CODE
from codexctl.trace.values import NS_PER_MS
from codexctl.view import headline
from codexctl.view.export.gather import Gathered
from codexctl.view.export.markdown import fenced, said
from codexctl.view.node import Node, node_of_row
from codexctl.view.queries.turn_page import TurnLine
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import duration
from codexctl.view.tree import render
from codexctl.wording import counted, safe

# Lines of one tree. A step's summary is shown up to one mebibyte.
MOST_LINES = 400
MOST_TRACES = 20
_SIGNS = {"completed": "✓", "failed": "✗", "interrupted": "◼", "incomplete": "…"}
_COLUMNS = ("turn", "model", "took", "calls", "tools", "tokens in", "tokens out", "cost")
_LEFT_OUT = "Prompts, answers, commands, output and paths are always left out here."


def markdown(traces: Sequence[Gathered]) -> str:
    """The part of a summary about these turns. All text by others is formatted as code."""
    turns = [turn for trace in traces for turn in trace.turns]
    shown = traces[-MOST_TRACES:]
    parts = [f"### Codex: {counted(len(turns), 'turn')}\n", *_table(turns)]
    for trace in shown:
        look = Look(width=100)
        rows = list(render(map(node_of_row, trace.spans), look))
        left = len(rows) - MOST_LINES
        more = [f"… {counted(left, 'more line')}"] if left > 0 else []
        parts.append(fenced([*map(safe, rows[:MOST_LINES]), *more]))
    if len(traces) > len(shown):
        parts.append(f"The trees of the last {len(shown)} of {len(traces)} traces are shown.\n")
    parts.append(f"{_LEFT_OUT}\n")
    return "\n".join(parts) + "\n"


def remarks(traces: Sequence[Gathered]) -> Iterator[Annotation]:
    """Annotations for failures: turns that failed or did not end, and tools that failed."""
    for trace in traces:
        for node in map(node_of_row, trace.spans):
            if node.error_type and node.operation in (INVOKE_AGENT, EXECUTE_TOOL):
                yield _of(node)


def _of(node: Node) -> Annotation:
    what, where = headline.name(node), f"trace {node.trace_id}"
    if node.operation == INVOKE_AGENT:
        unended = node.error_type in ("interrupted", "incomplete")
        level = Level.warning if unended else Level.error
        return Annotation(level, "Codex turn", f"{what}: {node.error_type} ({where})")
    exit_code = node.attributes.get(PROCESS_EXIT_CODE)
    why = f"exit {exit_code}" if isinstance(exit_code, int) else node.error_type
    return Annotation(Level.warning, "Codex tool", f"{what}: {why} ({where})")


def _table(turns: Iterable[TurnLine]) -> Iterator[str]:
    rows = [_row(turn) for turn in turns]
    head = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    yield "\n".join([*head, *rows]) + "\n"


def _row(turn: TurnLine) -> str:
    figures = turn.figures
    took, status = figures["duration_ms"], str(figures["status"])
    kind = f" ({figures['error']})" if figures["error"] else ""
    cells = (
        f"{_SIGNS.get(status, '')} {_cell(status + kind)}",
        _cell(figures["model"] or "–"),
        "–" if took is None else duration(took * NS_PER_MS),
        _number(figures["llm_calls"]),
        _number(figures["tool_calls"]),
        f"{_number(figures['input_tokens'])} ({_number(figures['cached_input_tokens'])} cached)",
        _number(figures["output_tokens"]),
        _cost(turn),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: Any) -> str:
    """Text by others for a table cell, with `|` escaped: it ends a cell even in code."""
    return said(safe(str(text))).replace("|", "\\|")


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "–"


def _cost(turn: TurnLine) -> str:
    if turn.cost is None:
        return "unknown"
    more = " or more" if turn.calls_without_cost else ""
    return f"${turn.cost:.4f}{more}"
