"""Agents that start agents."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.model.agents import (
    close_agent,
    followup_task,
    interrupt_agent,
    list_agents,
    resume_agent,
    send_input,
    send_message,
    spawn,
    wait_agent,
)  # fmt: skip
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.model.script import http_error, step
from tests.e2e.lab.runner import CODE, FALLBACK, Lab

V2_SINCE = "0.155.0"


@scenario(model=FALLBACK)
def subagent(lab: Lab) -> None:
    """One subagent (v1) that runs a command and reports back.

    The last answer is for old releases, where the report may come after the one before.
    """
    lab.script(
        spawn("Count the files"),
        wait_agent(),
        say("The agent counted."),
        say("As I said."),
        children={"Count the files": [shell("ls | wc -l"), say("There are 0.")]},
    )
    lab.exec("Let somebody count")


@scenario(model=FALLBACK)
def subagents_two(lab: Lab) -> None:
    """Two subagents (v1) at once; one gets a second task, then is closed."""
    lab.script(
        spawn("Task east"),
        spawn("Task west"),
        step(wait_agent(), shell("sleep 1.5; echo meanwhile")),
        send_input("Task south"),
        wait_agent(),
        shell("sleep 0.5"),
        close_agent(),
        say("All came back."),
        children={
            "Task east": [shell("sleep 0.5; echo east"), say("East done.")],
            "Task west": [shell("echo west"), say("West done."), say("South done.")],
        },
    )
    lab.exec("Split the work")


@scenario(model=FALLBACK)
def subagent_failed(lab: Lab) -> None:
    """A subagent (v1) whose model server breaks, while its parent goes on."""
    lab.script(
        spawn("Break down"),
        wait_agent(),
        say("It broke."),
        children={"Break down": [http_error(500, repeat=8)]},
    )
    lab.exec("Let somebody break")


@scenario(model=FALLBACK)
def subagent_closed(lab: Lab) -> None:
    """A subagent (v1) that is closed while it works, and brought back."""
    lab.script(
        spawn("Work for long"),
        shell("sleep 0.5"),
        close_agent(),
        resume_agent(),
        say("I closed it, and woke it up."),
        children={"Work for long": [shell("sleep 4", yield_time_ms=10_000), say("Too late.")]},
    )
    lab.exec("Change your mind")


@scenario(model=FALLBACK)
def subagent_fork_context(lab: Lab) -> None:
    """A subagent (v1) that starts with a copy of its parent's history, in a second turn."""
    lab.script(
        shell("echo before"),
        say("First turn."),
        spawn("Carry on", fork_context=True),
        wait_agent(),
        say("Carried on."),
        say("As I said."),
        children={"Carry on": [shell("echo kid"), say("I know all that.")]},
    )
    lab.exec("Begin")
    lab.resume("Let somebody carry on")


@scenario(model=CODE, since=V2_SINCE)
def subagent_nested(lab: Lab) -> None:
    """A subagent (v2) that starts one of its own."""
    lab.script(
        spawn("Outer task", task_name="outer", fork_turns="none"),
        wait_agent(),
        say("Both came back."),
        children={
            "/root/outer/inner": [say("Inner done.")],
            "/root/outer": [
                spawn("Inner task", task_name="inner", fork_turns="none"),
                wait_agent(),
                say("Outer done."),
            ],
        },
    )
    lab.exec("Let somebody let somebody")


@scenario(model=CODE, since=V2_SINCE)
def subagent_v2(lab: Lab) -> None:
    """One subagent (v2) that starts without history, and is given a second task."""
    lab.script(
        spawn("Count the files", task_name="count", fork_turns="none"),
        wait_agent(),
        list_agents(),
        followup_task("/root/count", "Count again"),
        wait_agent(),
        say("Counted."),
        children={"": [say("There are 0."), say("Still 0.")]},
    )
    lab.exec("Let somebody count")


@scenario(model=CODE, since=V2_SINCE)
def subagent_v2_copied(lab: Lab) -> None:
    """One subagent (v2) that starts with a copy of its parent's history, in a second turn."""
    lab.script(
        say("First turn."),
        spawn("Carry on", task_name="copy"),
        wait_agent(),
        say("Carried on."),
        children={"": [say("I know all that.")]},
    )
    lab.exec("Begin")
    lab.resume("Let somebody carry on")


@scenario(model=CODE, since=V2_SINCE)
def subagent_v2_interrupted(lab: Lab) -> None:
    """A subagent (v2) that gets a message, is interrupted, and then another task."""
    lab.script(
        spawn("Work for long", task_name="slow", fork_turns="none"),
        send_message("/root/slow", "Hurry up"),
        interrupt_agent("/root/slow"),
        followup_task("/root/slow", "Something short"),
        wait_agent(),
        say("It is done."),
        children={"": [step(say("This takes a while. " * 20), delta_delay=0.5), say("Short.")]},
    )
    lab.exec("Change your mind")
