"""A recorded turn as if it had just ended: the demo's stand-in for Codex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from codexctl.trace.values import NS_PER_MS, NS_PER_S, instant, rfc3339

_SECONDS = {"started_at", "completed_at", "create_time"}
_MILLISECONDS = {"started_at_ms", "completed_at_ms"}


def demo_turn(now_ns: int) -> tuple[str, bytes]:
    """The recorded turn of `templates/demo`, ending at `now_ns`: its thread's id and its lines.

    `now_ns` is in nanoseconds since 1970.
    """
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    recorded = (files("codexctl.templates") / "demo" / "rollout.jsonl").read_bytes().splitlines()
    lines = [orjson.loads(line) for line in recorded]
    lines = list(restamped(lines, now_ns))
    return str(lines[0]["payload"]["id"]), b"".join(orjson.dumps(line) + b"\n" for line in lines)


def restamped(lines: list[dict[str, Any]], now_ns: int) -> Iterator[dict[str, Any]]:
    """Shift all times by the same amount, so that the last line was written at `now_ns`."""
    shift_ms = (now_ns - (instant(lines[-1]["timestamp"]) or 0)) // NS_PER_MS
    for line in lines:
        yield _shifted(line, shift_ms)


def _shifted(value: Any, shift_ms: int) -> Any:
    if isinstance(value, list):
        return [_shifted(item, shift_ms) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _shifted_member(key, item, shift_ms) for key, item in value.items()}


def _shifted_member(key: str, item: Any, shift_ms: int) -> Any:
    if key == "timestamp" and isinstance(item, str):
        return rfc3339((instant(item) or 0) + shift_ms * NS_PER_MS)
    if key in _MILLISECONDS and isinstance(item, int):
        return item + shift_ms
    if key in _SECONDS and isinstance(item, int | float):
        return item + shift_ms * NS_PER_MS / NS_PER_S
    return _shifted(item, shift_ms)
