"""Turns and calls whose sums can be worked out by hand."""

from __future__ import annotations

from codexctl.deliver.store.query import Step, TurnRow
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL

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
