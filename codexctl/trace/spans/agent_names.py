"""What an agent is called: Codex's own names, and which of them a turn's agent has."""

from __future__ import annotations

from codexctl.trace.read.events import REVIEW
from codexctl.trace.turns.turn import Turn

ROOT_AGENT = "codex"
SUBAGENT = "subagent"

# The roles that Codex itself defines (0.169.0); any other is somebody's own text.
KNOWN_AGENTS = frozenset({ROOT_AGENT, SUBAGENT, REVIEW, "default", "explorer", "worker"})


def agent_name(turn: Turn) -> str:
    """`codex` for the main agent, its role for a subagent."""
    if not turn.is_subagent:
        return ROOT_AGENT
    return turn.thread.role or (REVIEW if turn.thread.source == REVIEW else SUBAGENT)
