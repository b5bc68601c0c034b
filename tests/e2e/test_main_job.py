"""The main job on the real Codex: setup, a turn, its trace; then everything taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from signal import SIGINT
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.agents import spawn, wait_agent
from tests.e2e.lab.model.items import mcp, patch, say, shell, think
from tests.e2e.lab.model.script import http_error, step
from tests.e2e.lab.runner import FALLBACK, Lab
from tests.e2e.lab.truth.expected import expected_turns

pytestmark = pytest.mark.e2e

ADD = "*** Add File: new.txt\n+one\n"


def plain(lab: Lab) -> None:
    """An answer after a thought."""
    lab.script(step(think("Easy."), say("Hello.")))
    lab.exec("Say hello")


def shells(lab: Lab) -> None:
    """A command that succeeds and one that does not."""
    lab.script(shell("echo hi"), shell("exit 7"), say("One worked."))
    lab.exec("Run two commands")


def patches(lab: Lab) -> None:
    """A new file."""
    lab.script(patch(ADD), say("Added."))
    lab.exec("Add a file")


def subagent(lab: Lab) -> None:
    """A subagent that runs a command."""
    lab.script(
        spawn("Count the files"),
        wait_agent(),
        say("Counted."),
        children={"Count": [shell("ls | wc -l"), say("There are 0.")]},
    )
    lab.exec("Let somebody count", "-m", FALLBACK)


def interrupted(lab: Lab) -> None:
    """Ctrl-C while a command runs."""
    lab.script(shell("sleep 8", yield_time_ms=15000), say("Never said."))
    lab.exec("Wait", stop=SIGINT, when="tool")


def failed(lab: Lab) -> None:
    """A model server that answers 500."""
    lab.script(shell("echo before"), http_error(500, repeat=8))
    lab.exec("Fail")


def mcp_call(lab: Lab) -> None:
    """A call to an MCP server, and one that it answers with an error."""
    lab.script(mcp("lab", "echo", {"text": "hello"}), mcp("lab", "fail", {"text": "no"}), say("."))
    lab.exec("Call the server")


PLAYS = [plain, shells, patches, subagent, interrupted, failed, mcp_call]


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.__name__)
def test_a_turn_is_in_the_store_within_two_seconds_and_says_what_was_served(
    play: Callable[[Lab], None],
) -> None:
    with Lab(
        codex_binary(), tables=as_config("lab") if play is mcp_call else "", record_hooks=True
    ) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        play(lab)
        expected = expected_turns(lab)
        turns = installed.turns_when(lambda turns: len(turns) == len(expected))
        assert by_turn(turns, expected) == by_turn(expected, expected)


def by_turn(turns: list[dict[str, Any]], expected: list[dict[str, Any]]) -> dict[str, Any]:
    """What the laboratory knows of each turn, by its id; times are compared elsewhere."""
    known = set().union(*expected) - {"started_at", "duration_ms"}
    return {turn["turn_id"]: {key: turn.get(key) for key in known} for turn in turns}


def test_sending_again_changes_nothing_in_the_store() -> None:
    with Lab(codex_binary()) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        shells(lab)
        installed.turns_when(lambda turns: len(turns) == 1)
        trace_id = installed.turns()[0]["trace_id"]
        before = installed.run("trace", "show", trace_id, "--json")
        (installed.home / "cursors.db").unlink()
        installed.run("trace", "export", "--all")
        assert installed.run("trace", "show", trace_id, "--json") == before


def test_a_large_answer_does_not_disturb_the_hook() -> None:
    """The hook's input is then larger than a pipe holds, and the hook does not read it."""
    with Lab(codex_binary()) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes")
        lab.script(say("x" * 400_000))
        run = lab.exec("Say much")
        assert run.rc == 0
        turns = installed.turns_when(lambda turns: len(turns) == 1)
        assert [turn["status"] for turn in turns] == ["completed"]


def test_setup_then_uninstall_leaves_every_byte_and_permission(tmp_path: Path) -> None:
    with Lab(codex_binary()) as lab:
        installed = Installed(lab)
        files = {p: (p.read_bytes(), p.stat().st_mode) for p in lab.home.codex.glob("*.toml")}
        installed.run("setup", "--destination", "local", "--yes")
        plain(lab)
        installed.turns_when(lambda turns: len(turns) == 1)
        installed.run("uninstall", "--yes")
        assert {p: (p.read_bytes(), p.stat().st_mode) for p in files} == files
        assert not (lab.home.codex / "hooks.json").exists()
        assert not (installed.home / "hook.sh").exists()
