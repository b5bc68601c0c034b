"""Every command line of docs/traces.md does what it says."""

from __future__ import annotations

import shlex
import shutil

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.cli.conftest import Shell
from tests.documented.blocks import commands_of
from tests.trace.recorded import RECORDINGS, traces

LINES = commands_of("docs/traces.md")
SCENARIO = RECORDINGS / "0.169.0" / "shell-failed"


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    """A machine with a session on disk and in the store."""
    shutil.copytree(SCENARIO / "sessions", shell.locations.codex_home / "sessions")
    shell.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    shell.locations.settings_toml.write_text(
        'version = 1\n[[destinations]]\nname = "local"\nkind = "local"\n'
    )
    store = LocalStore.open(shell.locations.traces_db)
    store.send(traces(SCENARIO))
    store.close()
    return shell


# What is said where the turns of this machine have nothing of the kind.
NOTHING = ("No turn matches", "Nothing matches", "No rate limits are known")


@pytest.mark.parametrize("line", LINES)
def test_a_documented_command_works(lived_in: Shell, line: str) -> None:
    program, *arguments = shlex.split(line.replace("~", str(lived_in.locations.home)))
    assert program == "codexctl"
    if arguments[:2] == ["trace", "watch"]:
        # It goes on until it is interrupted, which test_trace_watch.py does: its words are tried.
        arguments.append("--help")
    done = lived_in.run(*arguments)
    assert done.code == 0, done.err
    assert done.out or any(nothing in done.err for nothing in NOTHING)


def test_the_page_has_command_lines() -> None:
    assert len(LINES) > 10
