"""codexctl on a machine whose administrator has placed policy, requirements and hook."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.administered import Administered
from tests.e2e.lab.home import Home, make_home
from tests.e2e.lab.managed import obstacle

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]


class Person:
    """Somebody on that machine who has set nothing up."""

    def __init__(self, folder: Path) -> None:
        self.machine = Administered(folder, mode="metadata")
        self.python = self.machine.python()
        self.home: Home = make_home(folder / "home")

    def run(self, *words: str) -> tuple[int, Any]:
        done = subprocess.run(
            [self.python, "-m", "codexctl", *words, "--json"],
            env=self.home.env,
            cwd=self.home.work,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_status_tells_whose_hook_it_is_and_that_nothing_is_to_be_done(person: Person) -> None:
    code, status = person.run("status", "--offline")
    assert code == 0, status["checks"]
    checks = {check["id"]: check for check in status["checks"]}
    assert str(person.machine.script) in checks["hooks.installed"]["summary"]
    assert checks["hooks.listed"]["state"] == "inactive", "nobody asked Codex"
    assert status["capture"]["mode"] == "metadata"
    assert [destination["name"] for destination in status["destinations"]] == ["local"]


def test_a_marked_turn_goes_through_the_machines_hook(person: Person) -> None:
    code, result = person.run("selftest")
    assert (code, result["ok"]) == (0, True)
    assert [arrival["destination"] for arrival in result["arrivals"]] == ["local"]


def test_the_audit_of_that_machine_finds_nothing(person: Person) -> None:
    code, found = person.run("policy", "check")
    assert (code, found["violations"]) == (0, [])
