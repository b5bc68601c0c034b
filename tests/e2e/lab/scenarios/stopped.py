"""Turns that somebody stopped: interrupted or killed."""

from __future__ import annotations

from signal import SIGINT

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.items import say, shell
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.script import step

LONG = "This answer takes a while, because it comes in many small pieces, one after the other."


@scenario()
def interrupted_streaming(lab: Lab) -> None:
    """Ctrl-C while an answer streams."""
    lab.script(step(say(LONG), delta_delay=0.5))
    lab.exec("Talk for long", stop=SIGINT, when="streaming")


@scenario()
def interrupted_tool(lab: Lab) -> None:
    """Ctrl-C while a command runs."""
    lab.script(shell("sleep 8", yield_time_ms=15_000), say("Never said."))
    lab.exec("Wait for long", stop=SIGINT, when="tool")
