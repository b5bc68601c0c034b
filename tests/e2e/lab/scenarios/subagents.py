"""Agents that start agents."""

from __future__ import annotations

from tests.e2e.lab.agents import spawn, wait_agent
from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.items import say, shell
from tests.e2e.lab.runner import FALLBACK, Lab


@scenario(model=FALLBACK)
def subagent(lab: Lab) -> None:
    """One subagent (v1) that runs a command and reports back."""
    lab.script(
        spawn("Count the files"),
        wait_agent(),
        say("The agent counted."),
        children={"Count the files": [shell("ls | wc -l"), say("There are 0.")]},
    )
    lab.exec("Let somebody count")
