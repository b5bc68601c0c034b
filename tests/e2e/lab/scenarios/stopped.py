"""Turns that somebody stopped: interrupted or killed."""

from __future__ import annotations

from signal import SIGINT, SIGKILL, SIGTERM

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.agents import spawn, wait_agent
from tests.e2e.lab.model.items import mcp, say, shell
from tests.e2e.lab.model.script import step
from tests.e2e.lab.runner import FALLBACK, Lab

LONG = "This answer takes a while, because it comes in many small pieces, one after the other."


@scenario(since="0.20.0")
def interrupted_streaming(lab: Lab) -> None:
    """Ctrl-C while an answer streams."""
    lab.script(step(say(LONG), delta_delay=0.5))
    lab.exec("Talk for long", stop=SIGINT, when="streaming")


@scenario(since="0.40.0")
def interrupted_tool(lab: Lab) -> None:
    """Ctrl-C while a command runs."""
    lab.script(shell("sleep 8", yield_time_ms=15_000), say("Never said."))
    lab.exec("Wait for long", stop=SIGINT, when="tool")


@scenario(tables=as_config("lab"))
def interrupted_mcp(lab: Lab) -> None:
    """Ctrl-C while an MCP call runs, then a resumed turn."""
    lab.script(mcp("lab", "slow", {"text": "late", "seconds": 5}), say("I was interrupted."))
    lab.exec("Wait for the server", stop=SIGINT, when="tool")
    lab.resume("What happened?")


@scenario()
def interrupted_by_client(lab: Lab) -> None:
    """turn/interrupt through the app-server after a finished call, then another turn."""
    lab.script(shell("echo first"), step(say(LONG), delta_delay=0.5), say("Yes?"))
    with lab.app_server() as server:
        thread = server.start_thread()
        turn = server.start_turn(thread, "Talk for long")
        server.wait_for("item/agentMessage/delta")
        server.interrupt(thread, turn)
        server.wait_for("turn/completed")
        server.turn(thread, "Are you there?")


@scenario()
def killed_resumed(lab: Lab) -> None:
    """SIGKILL while a command runs; the thread is resumed and the dead turn stays open."""
    lab.script(shell("sleep 8", yield_time_ms=15_000), say("I am back."))
    lab.exec("Wait for long", stop=SIGKILL, when="tool")
    lab.resume("Go on")


@scenario()
def killed_streaming(lab: Lab) -> None:
    """SIGKILL while the second answer streams: one call is on disk, the other is lost."""
    lab.script(shell("sleep 0.5"), step(say(LONG), delta_delay=0.5))
    lab.exec("Talk for long", stop=SIGKILL, when="streaming")


@scenario()
def terminated(lab: Lab) -> None:
    """SIGTERM while a command runs: the file just stops."""
    lab.script(shell("sleep 8", yield_time_ms=15_000))
    lab.exec("Wait for long", stop=SIGTERM, when="tool")


@scenario(model=FALLBACK)
def interrupted_subagent(lab: Lab) -> None:
    """Ctrl-C while a subagent works and its parent waits."""
    lab.script(
        spawn("Work slowly"),
        wait_agent(),
        children={"Work slowly": [step(say(LONG), delta_delay=0.5)]},
    )
    lab.exec("Let somebody work", stop=SIGINT, when="streaming")
