"""Hooks in the laboratory's home: written, trusted like Codex's own review it, and recorded.

The trust hash is worked out here on its own: the laboratory judges other code that does it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.lab.model.asked import Json

EVENTS = (
    "PreModelRequest", "PostModelRequest", "PreToolUse", "PostToolUse", "PreCompact", "PostCompact",
    "SessionStart", "SessionEnd", "UserPromptSubmit", "SubagentStart", "SubagentStop", "Stop",
    "Interrupt",
)  # fmt: skip
RECORDER = """#!/bin/sh
cat >"$(dirname "$0")/calls/$(date +%s%N)-$$-$1.json"
"""


@dataclass(frozen=True, slots=True)
class HookCall:
    """One run of a hook: `at` (Unix seconds), event, and what Codex wrote to its stdin."""

    at: float
    event: str
    input: Json


def add_hook(
    codex_home: Path, event: str, command: str, *, trusted: bool = True, timeout: int = 600
) -> None:
    """Append a hook as the last group of its event in hooks.json, and trust it if wanted."""
    path = codex_home / "hooks.json"
    document: Json = json.loads(path.read_text()) if path.exists() else {"hooks": {}}
    groups = document["hooks"].setdefault(event, [])
    groups.append({"hooks": [{"type": "command", "command": command, "timeout": timeout}]})
    path.write_text(json.dumps(document, indent=2))
    if trusted:
        key = f"{path.resolve()}:{snake(event)}:{len(groups) - 1}:0"
        with (codex_home / "config.toml").open("a") as config:
            config.write(
                f'\n[hooks.state."{key}"]\ntrusted_hash = "{trust_hash(event, command, timeout)}"\n'
            )


def trust_hash(event: str, command: str, timeout: int = 600) -> str:
    """The hash under which Codex 0.129 to 0.169 trusts a plain command hook without a matcher."""
    effective = min(max(timeout, 1), 3) if event in {"SessionEnd", "Interrupt"} else max(timeout, 1)
    handler = {"async": False, "command": command, "timeout": effective, "type": "command"}
    identity = {"event_name": snake(event), "hooks": [handler]}
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def snake(event: str) -> str:
    """PreToolUse → pre_tool_use."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event).lower()


def install_recorder(folder: Path, codex_home: Path) -> None:
    """Record every hook call of this home below `folder`."""
    (folder / "calls").mkdir(parents=True)
    script = folder / "record"
    script.write_text(RECORDER)
    script.chmod(0o755)
    for event in EVENTS:
        add_hook(codex_home, event, f"{script} {event}", timeout=3)


def recorded(folder: Path) -> list[HookCall]:
    """All recorded calls, oldest first."""
    return [
        _read(path) for path in sorted((folder / "calls").glob("*.json")) if path.stat().st_size
    ]


def _read(path: Path) -> HookCall:
    stamp, _, event = path.stem.split("-")
    return HookCall(int(stamp) / 1e9, event, json.loads(path.read_text()))
