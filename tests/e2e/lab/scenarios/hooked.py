"""Turns that hooks have a say in."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

SINCE = "0.124.0"


@scenario(since=SINCE)
def stop_continued(lab: Lab) -> None:
    """A Stop hook that asks once to go on: the turn has another model call."""
    once = lab.home.own / "once"
    asks = f"[ -e {once} ] || {{ touch {once}; echo Please check again >&2; exit 2; }}"
    hook(lab, "Stop", asks)
    lab.script(say("Done."), shell("echo checked"), say("Checked."))
    lab.exec("Work")


@scenario(since=SINCE)
def prompt_blocked(lab: Lab) -> None:
    """A UserPromptSubmit hook that refuses the prompt: a turn without a model call."""
    hook(lab, "UserPromptSubmit", "echo Not this one >&2; exit 2")
    lab.script()
    lab.exec("Something forbidden")


@scenario(since=SINCE)
def tool_blocked(lab: Lab) -> None:
    """A PreToolUse hook that refuses a command."""
    hook(lab, "PreToolUse", "echo No commands today >&2; exit 2")
    lab.script(shell("echo never"), say("I was not allowed to."))
    lab.exec("Run a command")


def hook(lab: Lab, event: str, body: str) -> None:
    """Install a trusted hook with this shell script as its body."""
    script = lab.home.own / f"on-{event}"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    add_hook(lab.home.codex, event, str(script))
