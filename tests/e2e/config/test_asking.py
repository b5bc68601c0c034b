"""Codex may be asked as often as one likes: nobody's hooks run for that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.codex.hooks.events import EVENTS
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
COMMANDS = (
    ("hooks", "list", "--ask"),
    ("features", "list"),
    ("config", "validate"),
    ("config", "effective"),
    ("instructions",),
    ("skills",),
    ("rules",),
    ("mcp", "list"),
    ("permissions",),
    ("status",),
    ("doctor",),
)


@pytest.fixture(params=["0.130.0", "0.169.0", "0.171.0"])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        running.git("init", "-q")
        yield running


def note_every_event(home: Path, ran: Path) -> None:
    """Hooks in the home that write down which event they ran for."""
    hooks = {
        event.name: [{"hooks": [{"type": "command", "command": f"echo {event.name} >> {ran}"}]}]
        for event in EVENTS
    }
    (home / "hooks.json").write_text(json.dumps({"hooks": hooks}))


def test_no_command_that_asks_codex_runs_a_hook(lab: Lab, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    note_every_event(lab.home.codex, ran)
    installed = Installed(lab)
    installed.run("hooks", "trust", "--all", "--yes")
    for words in COMMANDS:
        installed.call(*words)
        assert not ran.exists(), (words, ran.read_text())
    lab.exec("Hello")
    assert "Stop" in ran.read_text()
