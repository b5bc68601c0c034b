"""The agent of a turn: the main thread, or a subagent by its name or role."""

from __future__ import annotations

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.sums.cells import Cell, TurnOf
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.agent_names import ROOT_AGENT
from codexctl.trace.spans.attribute_names import (
    CODEX_AGENT_NICKNAME,
    CODEX_AGENT_PATH,
    GEN_AI_AGENT_NAME,
    INVOKE_AGENT,
)
from codexctl.trace.values import text

MAIN = "main"
# A thread has one agent: all its turns name the same one.
_AGENT = """
    SELECT attributes FROM spans WHERE thread_id = ? AND name >= ? AND name < ? || '~' LIMIT 1
    """


class Agents:
    """The agents of threads, each looked up once.

    With `by_name`, a subagent has Codex's name for it, or its role if the name is not known or may
    not be shown; without, always its role.
    """

    def __init__(self, store: LocalStore, capture: Capture, *, by_name: bool) -> None:
        self._store, self._capture, self._by_name = store, capture, by_name
        self._known: dict[str, str] = {}

    def of(self, turn: TurnOf, _cell: Cell, _ns: int) -> str:
        """The agent of a turn; empty if the store does not know it."""
        if turn.thread_id not in self._known:
            self._known[turn.thread_id] = self._found(turn.thread_id)
        return self._known[turn.thread_id]

    def _found(self, thread_id: str) -> str:
        asked = (thread_id, INVOKE_AGENT, INVOKE_AGENT)
        row = self._store.connection.execute(_AGENT, asked).fetchone()
        if row is None:
            return ""
        said = self._store.read(row[0])
        # A role can have the name of the main agent, but only a subagent has a nickname.
        if text(said, GEN_AI_AGENT_NAME) == ROOT_AGENT and not text(said, CODEX_AGENT_NICKNAME):
            return MAIN
        keys = (CODEX_AGENT_NICKNAME, CODEX_AGENT_PATH) if self._by_name else ()
        told = (self._capture.content(key, text(said, key)) for key in (*keys, GEN_AI_AGENT_NAME))
        name = next(filter(None, told), "")
        return f"{name} (subagent)" if name == MAIN else name
