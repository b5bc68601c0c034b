"""The summary of a step: figures and trees, and nothing in them that is markup."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from codexctl.cli.github.turn_summary import MOST_LINES, markdown, remarks
from codexctl.cli.github.workflow_commands import Level
from codexctl.view.export.gather import Gathered
from codexctl.view.queries.turn_page import TurnLine

TRACE = "3f" * 16
HOSTILE = "m|x`</code><img src=x onerror=1>\n# h\n```\n@everyone"
FIGURES = {
    "trace_id": TRACE, "status": "failed", "error": "rate_limit", "model": "gpt-5.5",
    "duration_ms": 3900, "llm_calls": 2, "tool_calls": 1, "input_tokens": 37830,
    "cached_input_tokens": 35968, "output_tokens": 314,
}  # fmt: skip


def _span(name: str, operation: str, error: str, number: int, **more: Any) -> dict[str, Any]:
    attributes = {"gen_ai.operation.name": operation, **more}
    return {
        "trace_id": TRACE, "span_id": f"{number:016x}",
        "parent_id": "" if number == 1 else f"{1:016x}",
        "name": name, "started_ns": 0, "ended_ns": 10**9, "error_type": error,
        "attributes": attributes, "links": (),
    }  # fmt: skip


def _turn(**figures: Any) -> TurnLine:
    return TurnLine(
        {**FIGURES, **figures}, cwd="", prompt="", waited_ms=0, calls_without_usage=0, tier="",
        origin="", home="", withheld=(), cost=Decimal("0.1234"),
    )  # fmt: skip


def _trace(*spans: dict[str, Any], **figures: Any) -> Gathered:
    return Gathered(False, TRACE, (_turn(**figures),), spans, {})


def _rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def test_a_turn_is_a_row_with_its_figures() -> None:
    *_, row = _rows(markdown([_trace(_span("invoke_agent codex", "invoke_agent", "", 1))]))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[2:] == ["3.9 s", "2", "1", "37,830 (35,968 cached)", "314", "$0.1234"]
    assert cells[0].startswith("✗ ")


def test_hostile_names_stay_in_their_cell_and_in_code() -> None:
    spans = (
        _span(f"invoke_agent {HOSTILE}", "invoke_agent", "", 1),
        _span(f"execute_tool {HOSTILE}", "execute_tool", "tool_error", 2),
    )
    text = markdown([_trace(*spans, model=HOSTILE, error=HOSTILE)])
    head, _, row = _rows(text)
    assert len(re.findall(r"(?<!\\)\|", row)) == head.count("|")
    # What is left when code is taken away is ours alone.
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", text)
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
    assert not set("<@`") & set(outside)
    assert "# h" not in text.splitlines()


def test_a_tree_of_any_size_has_its_limit() -> None:
    spans = [_span("invoke_agent codex", "invoke_agent", "", 1)]
    spans += [_span("execute_tool x", "execute_tool", "", n) for n in range(2, 2 * MOST_LINES)]
    text = markdown([_trace(*spans)])
    assert MOST_LINES < len(text.splitlines()) < MOST_LINES + 20
    assert "more lines" in text


def test_what_failed_is_remarked_on_by_its_weight() -> None:
    spans = (
        _span("invoke_agent codex", "invoke_agent", "rate_limit", 1),
        _span("execute_tool sh", "execute_tool", "exit_code", 2, **{"process.exit.code": 3}),
        _span("execute_tool fine", "execute_tool", "", 3),
        _span("chat gpt-5.5", "chat", "rate_limit", 4),
    )  # fmt: skip
    found = [(each.level, each.message.partition(" (")[0]) for each in remarks([_trace(*spans)])]
    assert found == [(Level.error, "codex: rate_limit"), (Level.warning, "sh: exit 3")]


def test_a_turn_that_was_stopped_is_a_warning() -> None:
    spans = (_span("invoke_agent codex", "invoke_agent", "interrupted", 1),)
    assert [each.level for each in remarks([_trace(*spans)])] == [Level.warning]
