"""`policy check --ask`: the real Codex's own word counts where files say nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
POLICY = """\
version = 1
[codex]
tracing = true
[codex.features]
hooks = true
daemon_auto_start = false
"""


@pytest.fixture
def lab(codex: Path, tmp_path: Path) -> Iterator[Lab]:
    with Lab(codex, root=tmp_path / "home") as lab:
        yield lab


def violations(lab: Lab, *words: str) -> list[dict[str, Any]]:
    draft = lab.home.root / "policy.toml"
    draft.write_text(POLICY)
    done = Installed(lab).call("policy", "check", "--policy", str(draft), "--json", *words)
    found: list[dict[str, Any]] = json.loads(done.stdout)["violations"]
    assert done.returncode == (1 if found else 0)
    return found


def test_a_default_that_the_policy_does_not_want_is_known_to_codex_alone(lab: Lab) -> None:
    Installed(lab).run("setup", "--destination", "local", "--yes", "--no-proof")
    assert violations(lab) == []
    (violation,) = violations(lab, "--ask")
    assert (violation["id"], violation["where"]) == ("feature-pinned", "codex features list")
    lab.home.append_config("[features]\ndaemon_auto_start = false\n")
    assert violations(lab, "--ask") == []


def test_a_hook_that_codex_does_not_list_traces_nothing(lab: Lab) -> None:
    Installed(lab).run("setup", "--destination", "local", "--yes", "--no-proof")
    lab.home.append_config("[features]\nhooks = false\ndaemon_auto_start = false\n")
    found = {violation["id"] for violation in violations(lab, "--ask")}
    assert "hooks-off" in found
    assert {violation["id"] for violation in violations(lab)} == {"hooks-off"}
