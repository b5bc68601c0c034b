"""Turns and calls whose sums can be worked out by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from datetime import tzinfo
from pathlib import Path

from codexctl.deliver.store.kept.keep import keep_some
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING, Step, TurnRow
from codexctl.deliver.store.rows import TurnRows
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL
from codexctl.view.prices import Prices
from codexctl.view.queries.sums import Stats, sums

SHOWN = Capture(CaptureLimits(CaptureMode.full), None)
_DAY_NS = 86_400_000_000_000
_FIRST_NS = 1_795_000_000_000_000_000  # 2026-11-18 11:06:40 UTC
_MS = 1_000_000


def chat(
    model: str,
    given: int | None,
    cached: int,
    said: int,
    *,
    day: int = 0,
    ms: int = 1000,
    cwd: str = "/home/dev/shop",
    provider: str = "openai",
) -> Step:
    """A model call on some day."""
    return Step(
        operation=CHAT,
        name=model,
        provider=provider,
        started_ns=_FIRST_NS + day * _DAY_NS,
        took_ns=ms * _MS,
        error_type="",
        input_tokens=given,
        cached_input_tokens=cached,
        cache_write_input_tokens=0,
        output_tokens=said,
        reasoning_output_tokens=said // 2,
        model=model,
        cwd=cwd,
    )


def tool(name: str, ms: int, error: str = "", *, day: int = 0, cwd: str = "/home/dev/shop") -> Step:
    """A tool call on some day, in a turn of gpt-5.5."""
    return Step(
        operation=EXECUTE_TOOL,
        name=name,
        provider="",
        started_ns=_FIRST_NS + day * _DAY_NS,
        took_ns=ms * _MS,
        error_type=error,
        input_tokens=None,
        cached_input_tokens=None,
        cache_write_input_tokens=None,
        output_tokens=None,
        reasoning_output_tokens=None,
        model="gpt-5.5",
        cwd=cwd,
    )


DEEP = "/home/dev/work/customers/a-rather-long-name/services/billing"
TURNS = [
    TurnRow("2026-11-18T11:06:40.000Z", "completed", "gpt-5.5", "/home/dev/shop"),
    TurnRow("2026-11-18T12:06:40.000Z", "failed", "gpt-lab", DEEP),
    TurnRow("2026-11-19T11:06:40.000Z", "completed", "gpt-5.5", DEEP),
    TurnRow("2026-11-20T11:06:40.000Z", "interrupted", "", ""),
]
STEPS = [
    chat("gpt-5.5", 100_000, 80_000, 2_000),  # 0.100 + 0.040 + 0.060 = $0.20
    chat("gpt-5.5", 200_000, 0, 10_000, ms=3000),  # 1.00 + 0.30 = $1.30
    chat("gpt-5.5", None, 0, 0),  # cut before it reported anything
    tool("exec_command", 120),
    tool("exec_command", 40_000, "exit_code"),
    chat("gpt-lab", 5_000, 0, 100, cwd=DEEP, provider="lab"),
    tool("apply_patch", 3, "_OTHER", cwd=DEEP),
    chat("gpt-5.5", 1_000, 500, 10, day=1, cwd=DEEP),
    tool("update_plan", 1, day=1, cwd=DEEP),
]


def summed(
    turns: Sequence[TurnRow],
    steps: Sequence[Step],
    by: str,
    prices: Prices,
    zone: tzinfo | None = None,
) -> Stats:
    """The sums of a store that holds these turns and steps, each in a turn that is like it."""
    with tempfile.TemporaryDirectory() as folder:
        store = LocalStore.open(Path(folder) / "traces.db")
        store.store(stored(turns, steps))
        keep_some(store.connection)
        found = sums(store, SHOWN, EVERYTHING, by, prices, zone)
        store.close()
    return found


def stored(turns: Sequence[TurnRow], steps: Sequence[Step]) -> list[TurnRows]:
    """The turns as rows, and each step in the first that has its folder and, a tool, its model."""
    rows = [
        TurnRows(place, _turn(place, turn), [], [], [])
        for number, turn in enumerate(turns)
        for place in [("thread", str(number))]
    ]
    for number, step in enumerate(steps):
        rows_of_turn = next(
            row
            for row, turn in zip(rows, turns, strict=True)
            if turn.cwd == step.cwd and (step.operation == CHAT or turn.model == step.model)
        )
        rows_of_turn.steps.append(_step(rows_of_turn.place, number, step))
    return rows


def _turn(place: tuple[str, str], turn: TurnRow) -> tuple[object, ...]:
    started_at, status, model, cwd, session = astuple(turn)
    return (
        *(*place, "trace", session, started_at, 0, "{}", status, model, cwd, "", "", ""),
        *(0, "", 0, 4 * _DAY_NS, 0, "", "", "", "", "", "", ""),
    )


def _step(place: tuple[str, str], number: int, step: Step) -> tuple[object, ...]:
    return (
        *(f"{number}", *place, step.operation, step.name, step.provider),
        *(step.started_ns, step.took_ns, step.error_type, step.input_tokens),
        *(step.cached_input_tokens, step.cache_write_input_tokens, step.output_tokens),
        *(step.reasoning_output_tokens, step.waited_ns, step.tier, step.server),
    )
