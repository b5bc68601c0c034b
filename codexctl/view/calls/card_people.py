"""Cards of plans, questions, goals and other agents."""

from __future__ import annotations

from codexctl.view.calls.agents import (
    AgentControl,
    AgentList,
    AgentMessage,
    AgentSpawn,
    AgentState,
    AgentWait,
)
from codexctl.view.calls.batches import Batch, BatchResult
from codexctl.view.calls.planning import (
    COMPLETED,
    IN_PROGRESS,
    Goal,
    PlanUpdate,
    Question,
    UserQuestions,
)
from codexctl.view.terminal.pad import Pad

_STATES = {"completed": "done", "errored": "failed", "not_found": "failed"}


def plan(record: PlanUpdate, pad: Pad) -> None:
    """The steps, ticked where they are done."""
    done = sum(step.status == COMPLETED for step in record.steps)
    if record.steps:
        pad.title.append((f"{done} of {len(record.steps)} done", ""))
    pad.text(record.explanation, "quiet")
    for step in record.steps:
        name, style = {
            COMPLETED: ("step_done", "good"),
            IN_PROGRESS: ("step_doing", "strong"),
        }.get(step.status, ("step_open", "quiet"))
        pad.text(step.step, style, first=pad.look.sign(name) + " ", keep=3)
    if record.error or not record.steps:
        pad.text(record.output, "bad")


def questions(record: UserQuestions, pad: Pad) -> None:
    """The questions with their choices; the one that was taken is filled."""
    for question in record.questions:
        _question(question, pad)
    if not any(question.answers for question in record.questions):
        pad.text(record.output, "bad" if record.error else "warning")


def _question(question: Question, pad: Pad) -> None:
    header = f"{question.header}: " if question.header else ""
    pad.text(header + question.question, "strong")
    labels = {option.label for option in question.options}
    for option in question.options:
        taken = option.label in question.answers
        sign = pad.look.sign("chosen" if taken else "offered")
        about = f" {pad.look.sign('none')} {option.description}" if option.description else ""
        pad.line((f"{sign} {option.label}", "good" if taken else ""), (about, "quiet"))
    for answer in question.answers:
        if answer not in labels:
            pad.text(answer, "good", first=pad.look.sign("arrow") + " ")


def goal(record: Goal, pad: Pad) -> None:
    """The goal, how it stands and what it has cost so far."""
    if record.status:
        pad.title.append((record.status, "good" if record.status == "complete" else ""))
    if record.tokens_used is not None:
        budget = f" of {record.token_budget:,}" if record.token_budget is not None else ""
        pad.title.append((f"{record.tokens_used:,}{budget} tokens", "quiet"))
    pad.text(record.objective, "strong")
    if record.error or not record.objective:
        pad.text(record.output, "bad" if record.error else "")


def spawn(record: AgentSpawn, pad: Pad) -> None:
    """Whom the task went to, and what it is."""
    who = (record.nickname, record.role and f"({record.role})", record.model, record.effort)
    named = " ".join(part for part in who if part)
    history = f"history: {record.history}" if record.history not in ("", "none") else ""
    pad.line((record.agent, "name"), (f"  {named}", ""), (f"  {history}", "quiet"))
    pad.text(record.task, first=pad.look.sign("arrow") + " ")
    if record.error:
        pad.text(record.output, "bad")


def message(record: AgentMessage, pad: Pad) -> None:
    """Whom the message went to, and what it says."""
    pad.line((record.target, "name"), ("  interrupts" if record.interrupts else "", "warning"))
    pad.text(record.message, first=pad.look.sign("arrow") + " ")
    if record.error:
        pad.text(record.output, "bad")


def wait(record: AgentWait, pad: Pad) -> None:
    """How the agents stood in the end."""
    if record.timed_out:
        pad.title.append(("timed out", "warning"))
    for state in record.states:
        _state(state, pad)
    if not record.states:
        for target in record.targets:
            pad.line((target, "name"))
    if record.error and not record.states:
        pad.text(record.output, "bad")


def agents(record: AgentList, pad: Pad) -> None:
    """All agents and how they stand."""
    for state in record.states:
        _state(state, pad)
    if record.error:
        pad.text(record.output, "bad")


def control(record: AgentControl, pad: Pad) -> None:
    """Which agent, and how it stood."""
    if record.state:
        _state(record.state, pad)
    else:
        pad.line((record.target, "name"))
    if record.error:
        pad.text(record.output, "bad")


def _state(state: AgentState, pad: Pad) -> None:
    sign = _STATES.get(state.status, "open")
    style = {"done": "good", "failed": "bad"}.get(sign, "warning")
    pad.line(
        (f"{pad.look.sign(sign)} ", style), (state.agent, "name"), (f"  {state.status}", style)
    )
    pad.text(state.said, first="  ", keep=4)


def batch(record: Batch, pad: Pad) -> None:
    """The file, the instruction, how many rows went well and what the others died of."""
    if record.total is not None:
        pad.title.append((f"{record.completed or 0} of {record.total} done", ""))
    if record.failed:
        pad.title.append((f"{record.failed} failed", "bad"))
    target = f" {pad.look.sign('arrow')} {pad.path(record.output_path)}"
    pad.line((pad.path(record.csv_path), "strong"), (target if record.output_path else "", ""))
    pad.text(record.instruction, "quiet")
    for failure in record.failures:
        pad.text(failure.problem, "bad", first=f"{failure.item}: ", keep=3)
    pad.text(record.problem, "bad")
    if record.error:
        pad.text(record.output, "bad")


def batch_result(record: BatchResult, pad: Pad) -> None:
    """What was reported for which row."""
    if record.accepted is not None:
        word, style = ("accepted", "good") if record.accepted else ("not accepted", "bad")
        pad.title.append((word, style))
    if record.stops_job:
        pad.title.append(("stops the job", "warning"))
    pad.text(record.result, first=f"{record.item}: " if record.item else "")
    if record.error:
        pad.text(record.output, "bad")
