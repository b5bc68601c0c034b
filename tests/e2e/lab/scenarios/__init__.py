"""All scenarios; importing this package fills the catalogue."""

from __future__ import annotations

from tests.e2e.lab.catalogue import CATALOGUE
from tests.e2e.lab.scenarios import (
    basic,
    clients,
    codemode,
    failures,
    hooked,
    sessions,
    stopped,
    subagents,
    switched,
    tools,
)

CORE = (
    "plain", "shell-ok", "shell-failed", "apply-patch", "mcp-calls", "tools-parallel", "odd-calls",
    "terminal-session", "background-process", "searches", "images", "update-plan", "code-mode",
    "code-wait", "subagent", "subagents-two", "subagent-fork-context", "subagent-v2-copied",
    "interrupted-streaming", "interrupted-tool", "killed-resumed", "http-500", "usage-limit",
    "incomplete-response", "recovered", "resumed", "thread-fork", "forked", "model-changed",
    "compaction", "review", "stop-continued",
)  # fmt: skip
"""What is recorded of every release; the whole catalogue only of a few."""

OLD = (
    "plain", "shell-ok", "shell-failed", "commands-parallel", "interrupted-streaming",
    "interrupted-tool", "http-500", "resumed-once",
)  # fmt: skip
"""What is recorded of releases before 0.110, whose small scenarios say all that they write."""

__all__ = [
    "CATALOGUE", "CORE", "OLD", "basic", "clients", "codemode", "failures", "hooked", "sessions",
    "stopped", "subagents", "switched", "tools",
]  # fmt: skip
