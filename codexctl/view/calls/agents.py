"""Tools for other agents: start, message, wait for, list and end them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.spans.recorded import as_text
from codexctl.trace.values import table, tables, text, texts
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad

_GOOD, _BAD = ("done", "good"), ("failed", "bad")
_ENDS = {"completed": _GOOD, "errored": _BAD, "not_found": _BAD}


@dataclass(frozen=True, slots=True)
class AgentState:
    """The state of an agent: `agent` is its thread id or path, `said` its last message.

    `status` is Codex's: pending_init, running, interrupted, completed, errored, shutdown,
    not_found.
    """

    agent: str
    status: str
    said: str = ""

    def write(self, pad: Pad) -> None:
        """Write which agent it is, its status and its last message."""
        sign, style = _ENDS.get(self.status, ("open", "warning"))
        mark = pad.look.sign(sign) + " "
        pad.line((mark, style), (self.agent, "name"), (f"  {self.status}", style))
        pad.text(self.said, first="  ", keep=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpawn(Record):
    """A new agent and its task. `agent` is its thread id (v1) or path (v2).

    `history` says how much of the parent's history it got: none, all or a number of turns.
    """

    task: str = ""
    role: str = ""
    model: str = ""
    effort: str = ""
    history: str = ""
    agent: str = ""
    nickname: str = ""

    def write(self, pad: Pad) -> None:
        """Write who got the task, and the task."""
        who = (self.nickname, self.role and f"({self.role})", self.model, self.effort)
        named = " ".join(part for part in who if part)
        history = f"history: {self.history}" if self.history not in ("", "none") else ""
        pad.line((self.agent, "name"), (f"  {named}", ""), (f"  {history}", "quiet"))
        pad.text(self.task, first=pad.look.sign("arrow") + " ")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMessage(Record):
    """A message to an agent; `interrupts` means that it must stop what it is doing."""

    target: str = ""
    message: str = ""
    interrupts: bool = False

    def write(self, pad: Pad) -> None:
        """Write who got the message, and the message."""
        pad.line((self.target, "name"), ("  interrupts" if self.interrupts else "", "warning"))
        pad.text(self.message, first=pad.look.sign("arrow") + " ")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStates(Record):
    """The states of agents: of those that the model waited for (`targets`), or of all.

    Only the output says that a wait `timed_out`; the call itself did not fail.
    """

    targets: tuple[str, ...] = ()
    timed_out: bool = False
    states: tuple[AgentState, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write each agent with its last known state."""
        if self.timed_out:
            pad.title.append(("timed out", "warning"))
        for state in self.states:
            state.write(pad)
        if not self.states:
            for target in self.targets:
                pad.line((target, "name"))
            self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentControl(Record):
    """A call that closed, resumed or interrupted an agent; `state` is the agent's state."""

    target: str = ""
    state: AgentState | None = None

    def write(self, pad: Pad) -> None:
        """Write which agent it is, and its state."""
        if self.state:
            self.state.write(pad)
        else:
            pad.line((self.target, "name"))
        self.write_failure(pad)


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
    """How much history a new agent gets: v2, which names tasks, copies all by default; v1 none."""
    if not given:
        return ""
    copies = given.get("fork_context") is True or "task_name" in given
    return text(given, "fork_turns") or ("all" if copies else "none")


def _send(call: Call) -> AgentMessage:
    given, stop = call.given, call.given.get("interrupt") is True
    said = _message(given)
    return AgentMessage(**common(call), target=_target(given), message=said, interrupts=stop)


def read_wait(call: Call) -> AgentStates:
    """Read a `wait_agent` call; in a script, Codex calls the tool `wait`."""
    given, answer = call.given, call.answer
    one = (target,) if (target := _target(given)) else ()
    return AgentStates(
        **common(call),
        targets=texts(given, "targets") or texts(given, "ids") or one,
        timed_out=answer.get("timed_out") is True,
        states=tuple(_state(agent, state) for agent, state in table(answer, "status").items()),
    )


def _list(call: Call) -> AgentStates:
    told = tables(call.answer, "agents")
    states = [_state(text(one, "agent_name"), one.get("agent_status")) for one in told]
    return AgentStates(**common(call), states=tuple(states))


def _control(call: Call) -> AgentControl:
    target, answer = _target(call.given), call.answer
    known = answer.get("previous_status", answer.get("status"))
    state = None if known is None else _state(target, known)
    return AgentControl(**common(call), target=target, state=state)


def _state(agent: str, status: Any) -> AgentState:
    """Read a status: a word, or an object with the word as its only key and the text as value."""
    if isinstance(status, dict) and status:
        word, said = next(iter(status.items()))
        return AgentState(agent, str(word), said if isinstance(said, str) else "")
    return AgentState(agent, status if isinstance(status, str) else "")


def _target(given: Mapping[str, Any]) -> str:
    several = texts(given, "targets")
    return text(given, "target") or text(given, "id") or (several[0] if len(several) == 1 else "")


def _message(given: Mapping[str, Any]) -> str:
    return text(given, "message") or as_text(given.get("items"))


READERS: Mapping[str, Reader] = {
    "spawn": _spawn,
    "message": _send,
    "wait": read_wait,
    "list": _list,
    "control": _control,
}
