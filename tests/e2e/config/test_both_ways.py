"""What `codex mcp add` wrote, codexctl reads, changes and takes back; and the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.config import LINES
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e

PROGRAM = ("--env", "A=b", "--", "true", "-x", "y z")


@pytest.fixture(params=LINES)
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        yield running


def theirs(lab: Lab) -> dict[str, Any]:
    done = lab.codex("mcp", "list", "--json").done
    return {row["name"]: row for row in json.loads(done.stdout)}


def ours(installed: Installed) -> dict[str, Any]:
    listed = json.loads(installed.run("mcp", "list", "--json"))["servers"]
    return {row["name"]: row for row in listed}


def test_what_codex_added_is_read_changed_and_taken_back(lab: Lab) -> None:
    installed, path = Installed(lab), lab.home.codex / "config.toml"
    assert lab.codex("mcp", "add", "its", *PROGRAM).rc == 0
    before = path.read_bytes()
    assert ours(installed)["its"]["enabled"] is True
    installed.run("mcp", "disable", "its", "--yes")
    assert theirs(lab)["its"]["enabled"] is False
    installed.run("undo", "--yes")
    assert path.read_bytes() == before
    installed.run("mcp", "add", "its", "--force", "--yes", "--", "false")
    assert theirs(lab)["its"]["transport"]["command"] == "false"
    installed.run("undo", "--yes")
    assert path.read_bytes() == before
    installed.run("mcp", "remove", "its", "--yes")
    assert "its" not in theirs(lab)
    installed.run("undo", "--yes")
    assert path.read_bytes() == before
    assert theirs(lab)["its"]["transport"]["args"] == ["-x", "y z"]


def test_what_codexctl_added_codex_reads_and_removes(lab: Lab) -> None:
    installed = Installed(lab)
    said = installed.run("mcp", "add", "mine", "--yes", *PROGRAM)
    assert "Codex lists it" in said
    found = theirs(lab)["mine"]
    assert found["transport"]["args"] == ["-x", "y z"]
    assert found["transport"]["env"] == {"A": "b"}
    assert lab.codex("mcp", "add", "its", "--", "true").rc == 0
    assert set(ours(installed)) >= {"mine", "its"}
    assert lab.codex("mcp", "remove", "mine").rc == 0
    assert "mine" not in ours(installed)
    assert set(theirs(lab)) == set(ours(installed))


def test_both_write_the_same_server(lab: Lab) -> None:
    installed, path = Installed(lab), lab.home.codex / "config.toml"
    assert lab.codex("mcp", "add", "its", *PROGRAM).rc == 0
    before = path.read_bytes()
    installed.run("mcp", "add", "its", "--yes", *PROGRAM)
    assert path.read_bytes() == before
