"""Other agents: spawning, messaging, waiting for, listing and ending them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.spans.recorded import as_text
from codexctl.trace.values import table, tables, text, texts
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Record, common


@dataclass(frozen=True, slots=True)
class AgentState:
    """How an agent stands: `agent` is its thread id or its path, `said` its last message.

    `status` is Codex's: pending_init, running, interrupted, completed, errored, shutdown,
    not_found.
    """

    agent: str
    status: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpawn(Record):
    """A new agent and its task. `agent` is its thread id (v1) or path (v2).

    `history` says how much of the parent's history it was given: none, all or a number of turns.
    """

    task: str = ""
    role: str = ""
    model: str = ""
    effort: str = ""
    history: str = ""
    agent: str = ""
    nickname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMessage(Record):
    """A message to an agent; `interrupts` says that it was to drop what it was doing."""

    target: str = ""
    message: str = ""
    interrupts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWait(Record):
    """Waiting for agents; `timed_out` is told only by the output, the call is no failure."""

    targets: tuple[str, ...] = ()
    timed_out: bool = False
    states: tuple[AgentState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentList(Record):
    """The agents there are."""

    states: tuple[AgentState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentControl(Record):
    """An agent was closed, resumed or interrupted; `state` is how it stood."""

    target: str = ""
    state: AgentState | None = None


def _spawn(call: Call) -> AgentSpawn:
    given, answer = call.given, call.answer
    return AgentSpawn(
        **common(call),
        task=_message(given),
        role=text(given, "agent_type"),
        model=text(given, "model"),
        effort=text(given, "reasoning_effort"),
        history=_history(given),
        agent=text(answer, "agent_id") or text(answer, "task_name") or text(given, "task_name"),
        nickname=text(answer, "nickname"),
    )


def _history(given: Mapping[str, Any]) -> str:
    """v2, where tasks have names, copies all turns unless told otherwise; v1 copies none."""
    if not given:
        return ""
    copies = given.get("fork_context") is True or "task_name" in given
    return text(given, "fork_turns") or ("all" if copies else "none")


def _send(call: Call) -> AgentMessage:
    given = call.given
    return AgentMessage(
        **common(call),
        target=_target(given),
        message=_message(given),
        interrupts=given.get("interrupt") is True,
    )


def read_wait(call: Call) -> AgentWait:
    """Read a `wait_agent`; inside a script Codex calls it `wait`."""
    given, answer = call.given, call.answer
    target = _target(given)
    return AgentWait(
        **common(call),
        targets=texts(given, "targets") or texts(given, "ids") or ((target,) if target else ()),
        timed_out=answer.get("timed_out") is True,
        states=tuple(_state(agent, state) for agent, state in table(answer, "status").items()),
    )


def _list(call: Call) -> AgentList:
    states = (
        _state(text(agent, "agent_name"), agent.get("agent_status"))
        for agent in tables(call.answer, "agents")
    )
    return AgentList(**common(call), states=tuple(states))


def _control(call: Call) -> AgentControl:
    target, answer = _target(call.given), call.answer
    known = answer.get("previous_status", answer.get("status"))
    state = None if known is None else _state(target, known)
    return AgentControl(**common(call), target=target, state=state)


def _state(agent: str, status: Any) -> AgentState:
    """A status is a word, or an object with the word as its only key and the text as value."""
    if isinstance(status, dict) and status:
        word, said = next(iter(status.items()))
        return AgentState(agent, str(word), said if isinstance(said, str) else "")
    return AgentState(agent, status if isinstance(status, str) else "")


def _target(given: Mapping[str, Any]) -> str:
    several = texts(given, "targets")
    return text(given, "target") or text(given, "id") or (several[0] if len(several) == 1 else "")


def _message(given: Mapping[str, Any]) -> str:
    return text(given, "message") or as_text(given.get("items"))


READERS: Mapping[str, Callable[[Call], Record]] = {
    "spawn_agent": _spawn,
    "send_message": _send,
    "send_input": _send,
    "followup_task": _send,
    "wait_agent": read_wait,
    "list_agents": _list,
    "close_agent": _control,
    "resume_agent": _control,
    "interrupt_agent": _control,
}
