"""Turns that end well: text, shell, patches, MCP."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.items import mcp, patch, say, shell, think
from tests.e2e.lab.model.script import limits, step
from tests.e2e.lab.runner import Lab


@scenario(since="0.20.0")
def plain(lab: Lab) -> None:
    """A turn with reasoning and an answer, no tool."""
    lab.script(step(think("The person greets me."), say("Hello, what shall we build?")))
    lab.exec("Say hello")


@scenario(since="0.20.0")
def shell_ok(lab: Lab) -> None:
    """One command that succeeds."""
    lab.script(step(think("I will look."), shell("echo hi")), say("It says hi."))
    lab.exec("Run echo")


@scenario(since="0.124.0")
def rate_limits(lab: Lab) -> None:
    """The backend tells with each answer how much of its windows is used."""
    lab.script(
        step(shell("echo hi"), headers=limits(41.5, 12)),
        step(say("It says hi."), headers=limits(42, 12.25)),
    )
    lab.exec("Run echo, metered")


@scenario(since="0.20.0")
def shell_failed(lab: Lab) -> None:
    """Commands that fail: an exit code, a signal, a missing program."""
    lab.script(
        shell("echo bad >&2; exit 7"),
        shell("kill -9 $$"),
        shell("/nonexistent"),
        say("All failed."),
    )
    lab.exec("Run something broken")


@scenario()
def apply_patch(lab: Lab) -> None:
    """Patches that add, update, move and delete, and one that does not fit."""
    (lab.home.work / "old.txt").write_text("one\ntwo\nthree\n")
    lab.script(
        patch("*** Add File: new.txt\n+first\n+second"),
        patch("*** Update File: old.txt\n@@\n one\n-two\n+TWO\n three"),
        patch("*** Update File: missing.txt\n@@\n-a\n+b"),
        patch("*** Update File: old.txt\n*** Move to: moved.txt\n@@\n-one\n+ONE\n TWO"),
        patch("*** Delete File: new.txt"),
        say("Patched."),
    )
    lab.exec("Change the files")


@scenario(tables=as_config("lab"))
def mcp_calls(lab: Lab) -> None:
    """An MCP server's tools: one answers, one reports an error, one breaks the protocol."""
    lab.script(
        mcp("lab", "echo", {"text": "hello"}),
        mcp("lab", "fail", {"text": "no"}),
        mcp("lab", "broken"),
        say("Called."),
    )
    lab.exec("Use the laboratory server")
