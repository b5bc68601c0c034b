"""Other agents: spawning, messaging, waiting for, listing and ending them."""

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
    """How an agent stands: `agent` is its thread id or its path, `said` its last message.

    `status` is Codex's: pending_init, running, interrupted, completed, errored, shutdown,
    not_found.
    """

    agent: str
    status: str
    said: str = ""

    def write(self, pad: Pad) -> None:
        """Who, how it stands, and what it said last."""
        sign, style = _ENDS.get(self.status, ("open", "warning"))
        mark = pad.look.sign(sign) + " "
        pad.line((mark, style), (self.agent, "name"), (f"  {self.status}", style))
        pad.text(self.said, first="  ", keep=4)


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

    def write(self, pad: Pad) -> None:
        """Whom the task went to, and what it is."""
        who = (self.nickname, self.role and f"({self.role})", self.model, self.effort)
        named = " ".join(part for part in who if part)
        history = f"history: {self.history}" if self.history not in ("", "none") else ""
        pad.line((self.agent, "name"), (f"  {named}", ""), (f"  {history}", "quiet"))
        pad.text(self.task, first=pad.look.sign("arrow") + " ")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMessage(Record):
    """A message to an agent; `interrupts` says that it was to drop what it was doing."""

    target: str = ""
    message: str = ""
    interrupts: bool = False

    def write(self, pad: Pad) -> None:
        """Whom the message went to, and what it says."""
        pad.line((self.target, "name"), ("  interrupts" if self.interrupts else "", "warning"))
        pad.text(self.message, first=pad.look.sign("arrow") + " ")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStates(Record):
    """How agents stand: those that were waited for (`targets`), or all of them.

    That the wait `timed_out` is told only by the output, the call is no failure.
    """

    targets: tuple[str, ...] = ()
    timed_out: bool = False
    states: tuple[AgentState, ...] = ()

    def write(self, pad: Pad) -> None:
        """Each agent and how it stood in the end."""
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
    """An agent was closed, resumed or interrupted; `state` is how it stood."""

    target: str = ""
    state: AgentState | None = None

    def write(self, pad: Pad) -> None:
        """Which agent, and how it stood."""
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
    """v2, where tasks have names, copies all turns unless told otherwise; v1 copies none."""
    if not given:
        return ""
    copies = given.get("fork_context") is True or "task_name" in given
    return text(given, "fork_turns") or ("all" if copies else "none")


def _send(call: Call) -> AgentMessage:
    given, stop = call.given, call.given.get("interrupt") is True
    said = _message(given)
    return AgentMessage(**common(call), target=_target(given), message=said, interrupts=stop)


def read_wait(call: Call) -> AgentStates:
    """Read a `wait_agent`; inside a script Codex calls it `wait`."""
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


READERS: Mapping[str, Reader] = {
    "spawn": _spawn,
    "message": _send,
    "wait": read_wait,
    "list": _list,
    "control": _control,
}
